"""Who gets a letter about a meeting, why, and how far it is: read before it is sent and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from hackit.audience import Viewer
from hackit.models import Mail, Membership, Person
from meetings.models import Action, Attendance, Meeting
from meetings.publishing import letters, reading

PARTS = {Membership.Part.CHAIR: "Chair", Membership.Part.SECRETARY: "Secretary"}


@dataclass
class Recipient:
    """Somebody whom a letter is meant for. `why` in words; `mail` the newest letter of the kind to them."""

    person: Person
    why: str
    has_address: bool
    has_news: bool = True
    mail: Mail | None = None

    @property
    def gets_it(self) -> bool:
        """Whether a letter asked for now would reach them and say something."""
        return self.has_address and self.has_news

    @property
    def state(self) -> str:
        """How far their letter is: "" (none), "waiting", "sent" or "dropped"."""
        if self.mail is None:
            return ""
        return "sent" if self.mail.sent_at else "dropped" if self.mail.dropped_at else "waiting"


@dataclass
class Recipients:
    """Everybody whom one letter about a meeting is meant for, and how often it was sent."""

    rows: list[Recipient]
    rounds: int

    @property
    def reached(self) -> list[Recipient]:
        return [row for row in self.rows if row.gets_it]

    @property
    def left_out(self) -> list[Recipient]:
        """Those who would get nothing: no address, or nothing that they may read."""
        return [row for row in self.rows if not row.gets_it]

    @property
    def to_come(self) -> list[Recipient]:
        """Those who would get it and have not been sent it."""
        return [row for row in self.reached if row.mail is None]


def recipients_of(kind: str, meeting: Meeting, *, on: date) -> Recipients:
    """Whom the minutes or the agenda of a meeting go to. The same number of queries for few and many."""
    whys: dict[int, str] = {}
    for row in meeting.forum.memberships.active(on=on).order_by("pk"):
        whys[row.person_id] = PARTS.get(row.role, "Member")
    for row in meeting.attendance.select_related("item"):
        here_for = row.item.title if row.item else ""
        guest = f"Guest, for {here_for}" if here_for else "Guest"
        whys.setdefault(row.person_id, guest if row.state == Attendance.State.GUEST else "Was here")
    own = _with_actions(meeting) if kind == letters.MINUTES else set()
    for pk in own if kind == letters.MINUTES else _leads(meeting):
        whys.setdefault(pk, "Has an action" if kind == letters.MINUTES else "Brings an item")
    people = Person.objects.named().filter(pk__in=whys).select_related("user").order_by("name", "pk")
    mails = {mail.person_id: mail for mail in mails_of(kind, meeting)}
    is_public = kind == letters.MINUTES and reading.current_publication(meeting.ref, AnonymousUser()) is not None
    rows = [
        Recipient(
            person=person, why=whys[person.pk], has_address=bool(person.mail_address), mail=mails.get(person.pk),
            has_news=kind == letters.AGENDA or is_public or person.pk in own or _reads(person),
        )
        for person in people
    ]  # fmt: skip
    return Recipients(rows, rounds_of(mails.values()))


def _reads(person: Person) -> bool:
    """Whether the person has a login that reads more than strangers do."""
    return person.user is not None and not Viewer(role=person.user.role).is_stranger


def mails_of(kind: str, meeting: Meeting) -> list[Mail]:
    """The letters of that kind about the meeting, oldest first."""
    rows = Mail.objects.filter(kind=kind, about_type=meeting._meta.label_lower, about_ref=meeting.ref)
    return list(rows.order_by("pk"))


def rounds_of(mails) -> int:
    """How often a letter was sent round."""
    return max((int(mail.data.get("round", 1)) for mail in mails), default=0)


def _with_actions(meeting: Meeting) -> set[int]:
    """Those who own or help with something that is still to be done."""
    rows = Action.objects.live().open().filter(meeting=meeting)
    owners = rows.exclude(owner=None).values_list("owner_id", flat=True)
    helpers = Action.helpers.through.objects.filter(action__in=rows).values_list("person_id", flat=True)
    return {*owners, *helpers}


def _leads(meeting: Meeting) -> set[int]:
    rows = meeting.items.live().exclude(Q(lead=None) | Q(state__in=reading.UNSETTLED))
    return set(rows.values_list("lead_id", flat=True))
