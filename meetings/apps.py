"""What was discussed, what was decided and what must be done."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what of ours other pages show, how points are embedded, and who writes the sample's meetings."""
        from hackit import held, purging, sample, scale
        from hackit.joining import embeds, happened, panels, raising
        from hackit.mail import digest, outbox, reminders
        from hackit.people import merging_writes as merging
        from hackit.running import retention
        from meetings import held as tables
        from meetings import people_merging_writes as one_person
        from meetings import purging as deleted
        from meetings.actions.company import company_panel, first_item_panel
        from meetings.actions.sources import RaisedActions
        from meetings.agenda.forum_views import begin_panel
        from meetings.ahead.reading import coming_panel
        from meetings.decisions.waiting import waiting_panel
        from meetings.publishing.embed_writes import KIND, PointSource
        from meetings.publishing.happened import ClosedAndDecided
        from meetings.publishing.letters import AGENDA, MINUTES, write_agenda, write_minutes
        from meetings.reminders import weekly
        from meetings.reminders.asked import asked_panel
        from meetings.reminders.asks import BEFORE
        from meetings.reminders.before import due_asks, write_before
        from meetings.room.jotting_views import today_panel
        from meetings.sample.scale import make_meetings
        from meetings.sample.writes import write_meetings

        held.register("meetings", tables.ROWS, tables.NOBODY, tables.removals, tables.NAMES)
        retention.register(*tables.RULES)
        purging.register("meetings", *deleted.DECISIONS, elsewhere=deleted.elsewhere)
        merging.register(one_person.TREATMENTS, one_person.COUNTED)
        sample.register(1, write_meetings)
        scale.register(1, make_meetings)
        raising.register(RaisedActions())
        panels.register("home", "meetings/_today.html", today_panel)
        panels.register("home-side", "meetings/_waiting.html", waiting_panel)
        panels.register("home-side", "meetings/_asked_home.html", asked_panel)
        panels.register("home-side", "meetings/_company.html", company_panel)
        panels.register("home-side", "meetings/_coming_up_home.html", coming_panel)
        panels.register("home-meeting", "meetings/_first_item.html", first_item_panel)
        panels.register("begin", "meetings/_begin_meeting.html", begin_panel)
        embeds.register(KIND, PointSource())
        happened.register(ClosedAndDecided())
        outbox.register(MINUTES, write_minutes)
        outbox.register(AGENDA, write_agenda)
        outbox.register(BEFORE, write_before)
        reminders.register(BEFORE, due_asks)
        digest.register("actions", weekly.find, weekly.write, place=1)  # promises before anything else
