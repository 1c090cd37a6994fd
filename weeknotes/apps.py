"""What a person or team did this week."""

from django.apps import AppConfig


class WeeknotesConfig(AppConfig):
    name = "weeknotes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write the sample's notes, stand among the ways to begin, speak in the weekly mail, know jottings again."""
        from hackit import held, purging, sample, scale
        from hackit.joining import panels, used
        from hackit.mail import digest
        from hackit.people import merging_writes as merging
        from hackit.running import retention
        from weeknotes import held as tables
        from weeknotes import people_merging_writes as one_person
        from weeknotes import purging as deleted
        from weeknotes.reading import feedback_writes
        from weeknotes.reading.feedback_views import feedback_panel
        from weeknotes.sample.scale import make_weeknotes
        from weeknotes.sample.writes import write_weeknotes
        from weeknotes.writing import nudge
        from weeknotes.writing.used import places as places_in_notes

        held.register("weeknotes", tables.ROWS, tables.NOBODY, tables.removals, tables.NAMES)
        retention.register(*tables.RULES)
        purging.register("weeknotes", *deleted.DECISIONS, elsewhere=deleted.elsewhere)
        merging.register(one_person.TREATMENTS, one_person.COUNTED)
        sample.register(2, write_weeknotes)
        scale.register(2, make_weeknotes)
        panels.register("begin", "weeknotes/_begin_import.html", lambda request: {})
        panels.register("home-side", "weeknotes/_feedback_home.html", feedback_panel)
        digest.register("feedback", feedback_writes.find, feedback_writes.write)
        digest.register("weeknote", nudge.find, nudge.write)
        used.register(places_in_notes)
