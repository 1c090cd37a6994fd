"""A world with a record of every kind in every state, and who looks at it, for the table of who may do what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from hackit.audience import Audience
from hackit.dates import monday_of
from hackit.models import FeedKey, Membership, Role, TopicWording, User
from meetings.models import Caveat, FigureSaid, Point, Referral
from meetings.publishing import writes as publishing
from tests import factories as make
from tests.test_walk import World
from tests.weeknotes.conftest import BODY, make_note
from tests.weeknotes.pictures import picture
from weeknotes.publishing.writes import now, publish
from weeknotes.writing.image_writes import store_image


@dataclass
class State:
    """What one state of a record is called in the table, the records that are in it, and their addresses' arguments."""

    name: str
    records: dict[str, models.Model] = field(default_factory=dict)
    extra: dict[str, dict[str, Any]] = field(default_factory=dict)

    def arguments(self, kind: str) -> dict[str, Any] | None:
        """The arguments of addresses about the record of that kind in this state; None where there is none."""
        if kind in self.extra:
            return self.extra[kind]
        record = self.records.get(kind)
        return None if record is None else {"ref": record.ref}


class AccessWorld(World):
    """The walk's world, and beside it every kind: a group's own, an owner's draft, for all staff, public, deleted."""

    def __init__(self, *, has_public: bool = True) -> None:
        super().__init__()
        self.owner = make.make_user("Tomasz Nowak")  # staff outside the group, named on the records
        self.secretary = make.make_user("Nadia Rowe")
        self.administrator = make.make_user("Priya Nair", role=Role.ADMINISTRATOR)
        make.join(self.forum, self.secretary, Membership.Part.SECRETARY)
        plain = make.make_user("Sam Whitfield")
        make.join(self.forum, plain)
        self.roles: dict[str, User | None] = {
            "stranger": None, "no role": self.nobody, "staff": self.staff, "named on it": self.owner,
            "member": plain, "secretary": self.secretary, "chair": self.chair, "auditor": self.auditor,
            "administrator": self.administrator,
        }  # fmt: skip
        group = State("group only", self._records("canarygroup", Audience.MEMBERS, 9))
        shared = State("all staff", self._records("canarystaffs", Audience.STAFF, 10))
        deleted = State("deleted", self._records("canarygone", Audience.STAFF, 11))
        public = State("public", self._records("plain", Audience.STAFF, 12))
        for state in (shared, deleted):
            publishing.share(state.records["meeting"], by=self.chair.person)
        for state in (group, shared, deleted, public):
            for record in state.records.values():
                record.refresh_from_db()
        if has_public:
            self._publish(public)
        self._beside(group, shared)
        for said in FigureSaid.objects.filter(figure=deleted.records["figure"]):
            said.delete_softly(by=self.chair.person)
        for record in deleted.records.values():
            for one in (getattr(record, "action", None), record):  # a promise goes with what it was made for
                if one is not None:
                    one.refresh_from_db()
                    if not one.is_deleted:
                        one.delete_softly(by=self.chair.person)
        drafts = State("draft or jotting", {"note": self._draft(), "line": self._jotting()})
        drafts.records["image"] = self._image(drafts.records["note"])
        drafts.extra["note"] = {"ref": drafts.records["note"].ref, "image": drafts.records["image"].ref}
        del group.records["note"], shared.records["note"]  # a note is a draft, public or deleted
        self.states = (drafts, group, shared, *([public] if has_public else []), deleted)

    def _records(self, word: str, audience: str, hour: int) -> dict[str, Any]:
        """One record of every kind of this group, named on it the owner, who does not belong to the group."""
        day, owner, by = timezone.localdate(), self.owner.person, self.chair.person
        tell = {"audience": audience}
        # Staff know all topics, strangers those of what is public
        topic = make.make_topic(word if word == "plain" else f"Canarystafftopic {word.removeprefix('canary')}")
        meeting = make.make_meeting(self.forum, day + timedelta(days=3), start_time=time(hour), title=f"{word}meeting")
        item = make.make_item(meeting, f"{word}item", topics=[topic], **tell)
        line = make.make_line(item, f"{word}line", by, **tell)
        action = make.make_action(f"{word}action", owner=owner, meeting=meeting, item=item, topics=[topic], **tell)
        action.add_update(f"{word}update", by=owner, on=day)
        decision = make.make_decision(f"{word}decision", meeting=meeting, item=item, topics=[topic], **tell)
        caveat = Caveat(decision=decision, text=f"{word}caveat", forum=self.forum, **tell)
        caveat.save_as(by=by, verb="added")
        referral = Referral(
            title=f"{word}referral", to_forum=self.above, sent_on=day, decision=decision, forum=self.forum, **tell
        )
        referral.save_as(by=by, verb="sent")
        point = Point(item=item, title=f"{word}point", text=f"{word}prose", forum=self.forum, **tell)
        point.save_as(by=by, verb="written")
        said = "" if word == "canarygone" else f"{word}said"  # a budget line goes only where nothing is said of it
        budget = make.make_budget(f"{word}budget", self.forum, lead=owner, said=said, **tell)
        review = make.make_review(f"{word}review", self.forum, lead=owner, **tell)
        advice = make.make_recommendation(review, f"{word}advice", owner=owner, agreed=f"{word}agreed")
        note = make_note(self.owner, f"{BODY}\n\n{word}body", title=f"{word}note", week=monday_of(date(2019, 6, 3)))
        return {
            "meeting": meeting, "item": item, "line": line, "action": action, "decision": decision, "caveat": caveat,
            "referral": referral, "point": point, "budget": budget, "review": review, "recommendation": advice,
            "coming": make.make_coming_up(f"{word}coming", day, forum=self.forum, **tell),
            "proposal": make.make_proposal(f"{word}proposal", self.forum, lead=owner, **tell),
            "enquiry": make.make_enquiry(f"{word}enquiry", self.forum, owner=owner, **tell),
            "figure": make.make_figure(f"{word}figure", self.forum, lead=owner, **tell),
            "evidence": advice.add_evidence(f"{word}evidence", dated=day, by=owner), "note": note,
        }  # fmt: skip

    def _publish(self, public: State) -> None:
        """Publish what can be: a note with its picture, a meeting with its point, decision and action."""
        found = public.records
        note = found["note"]
        image = self._image(note)
        note.body += f"\n\n![A desk](image:{image.ref})\n"
        note.save_revision(by=self.owner.person)
        publish(note, by=self.owner.person, user=self.owner, at=now(), expected_version=note.version)
        note.refresh_from_db()
        found["point"].audience = Audience.EVERYONE
        found["point"].save_as(by=self.chair.person, verb="changed")
        item = make.make_item(found["meeting"], "canarystaffsbeside")
        inside = Point(item=item, title="canarystaffspart", text="canarystaffstold", forum=self.forum, audience="staff")
        inside.save_as(by=self.chair.person, verb="written")
        publishing.publish_meeting(
            found["meeting"], points=[found["point"], inside], decisions=[found["decision"]], actions=[found["action"]],
            by=self.chair.person, at=timezone.now(), lead="Openly told",
        )  # fmt: skip
        address = note.get_absolute_url().strip("/").split("/")
        year, month, day, slug = address[1:5]
        dated = {"year": year, "month": month, "day": day, "slug": slug}
        public.extra["note"] = {"ref": note.ref, "image": image.ref, **dated}
        public.extra["image"] = {"ref": image.ref}
        phones = make.make_topic("Openly told phones")
        TopicWording(topic=phones, kind="stands", text="We ask.", said_on=note.week, audience="everyone").save_as(
            by=self.owner.person, verb="said"
        )
        public.extra["topic"] = {"slug": phones.slug}
        public.records = {kind: found[kind] for kind in ("meeting", "action", "decision", "point", "note")}

    def _beside(self, group: State, shared: State) -> None:
        """What has no `ref` of its own, or belongs to one person."""
        group.extra["forum"] = {"slug": self.forum.slug}
        shared.extra["topic"] = {"slug": self.topic.slug}
        shared.extra["organisation"] = {"pk": self.body.pk}
        shared.extra["person"] = {"slug": self.staff.person.slug}
        key = FeedKey.objects.ensure(self.chair.person, self.forum)
        group.extra["feed"] = {"key": key.key, "slug": self.forum.slug}
        group.extra["mail"] = {"token": self.mail_token}

    def _draft(self) -> Any:
        return make_note(self.owner, f"{BODY}\n\ncanaryownerbody", title="canaryownernote", week=date(2019, 6, 10))

    def _jotting(self) -> Any:
        return make.make_line(None, "canaryownerjotting", self.owner.person, day=timezone.localdate())

    def _image(self, note: Any) -> Any:
        stored = store_image(note, picture(), alt="A desk", by=self.owner.person, file_name="desk.png")
        return stored.image
