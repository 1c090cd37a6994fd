"""Setting a group up: the group, its people, what it talks about every time, its first meeting.

Used by the page of a new group, the first day's page and the sample data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction

from hackit.history import record_change
from hackit.models import Forum, Membership, Person, User
from meetings.agenda.invitation import Named, read_people
from meetings.agenda.models import ItemKind, Meeting, StandingItem
from meetings.agenda.next_dates import next_day

STANDING = {
    "finance": (ItemKind.FINANCE, "Finance"),
    "investment": (ItemKind.INVESTMENT, "Investment"),
    "audit": (ItemKind.AUDIT, "Audit"),
    "actions": (ItemKind.ACTIONS, "Actions from last time"),
}
"""What can be ticked as talked about every time: key of the tick → kind and title of the standing item."""


@dataclass(frozen=True)
class SetUp:
    """What `set_up_forum` made. `meeting` is None where no day was given."""

    forum: Forum
    meeting: Meeting | None


class WhichPerson(ValueError):
    """A name may mean several people who are known: nobody is chosen."""

    def __init__(self, name: str, count: int) -> None:
        super().__init__(f"{count} people are called {name}")
        self.name, self.count = name, count


def set_up_forum(
    *, name: str, by: Person | None, on: date, full_name: str = "", weekday: int | None = None,
    start_time: time | None = None, location: str = "", people: str | Sequence[Named] = "",
    standing: Iterable[str] = ("finance", "investment", "audit"), reports_to: Forum | None = None,
    first_date: date | None = None,
) -> SetUp:  # fmt: skip
    """Make a group with its members, standing items and first meeting, in one transaction.

    `weekday` is 0 for Monday; the first meeting is on `first_date`, else on the next such day from `on`
    (that day included). `people` is pasted text or what `read_people` gave; those who are known are matched,
    others are made. `by` becomes the secretary. `standing` holds keys of STANDING. Raises WhichPerson where a
    name may mean several, and IntegrityError where a group of that name exists.
    """
    named = read_people(people) if isinstance(people, str) else list(people)
    with transaction.atomic():
        forum = Forum.objects.create(
            name=name, full_name=full_name, weekday=weekday, start_time=start_time, location=location,
            reports_to=reports_to,
        )  # fmt: skip
        record_change(forum, "set up", by=by, changes={"name": ("", name)})
        if by is not None:
            Membership.objects.create(person=by, forum=forum, role=Membership.Part.SECRETARY, from_date=on)
        add_people(forum, named, by=by, on=on)
        add_standing(forum, standing)
        day = first_date or (next_day(weekday, on) if weekday is not None else None)
        meeting = plan_meeting(forum, on=day, start_time=start_time, location=location, by=by) if day else None
    return SetUp(forum, meeting)


def add_people(forum: Forum, named: Iterable[Named], *, by: Person | None, on: date) -> list[Membership]:
    """Make these people members from that day, unless they are already. Returns the new memberships."""
    made = []
    serving = set(forum.memberships.filter(to_date=None).values_list("person_id", flat=True))
    for one in named:
        person = match_person(one) or Person(name=one.name, email=_mailable(one.email)).add_from(forum, by=by)
        if person.pk not in serving:
            serving.add(person.pk)
            made.append(join(forum, person, one.part, by=by, on=on))
    return made


def _mailable(address: str) -> str:
    """An address as a list gives it, if mail can be sent there; else "", as of somebody named without one."""
    try:
        Person._meta.get_field("email").run_validators(address)
    except ValidationError:
        return ""
    return address


def join(forum: Forum, person: Person, part: str, *, by: Person | None, on: date) -> Membership:
    """Make somebody part of the group from that day."""
    with transaction.atomic():
        membership = Membership.objects.create(person=person, forum=forum, role=part, from_date=on)
        said = membership.get_role_display().lower()
        record_change(forum, "member added", by=by, changes={"member": ("", f"{person.name}, {said}")})
    return membership


def match_person(named: Named) -> Person | None:
    """The one known person meant: by e-mail address, full name, another name, or a first name only one has.

    None if nobody is. Raises WhichPerson if several are.
    """
    if named.email:
        user = User.objects.filter(email__iexact=named.email).select_related("person").first()
        if user:
            return user.person
    people = Person.objects.named()
    if named.email:
        of_address = list(people.filter(user=None, email__iexact=named.email)[:2])
        if len(of_address) == 1:
            return of_address[0]
    ways = [people.filter(name__iexact=named.name), people.filter(aliases__text__iexact=named.name).distinct()]
    if " " not in named.name:
        ways.append(people.filter(name__istartswith=f"{named.name} "))
    else:  # "Mei Lin" of Mei Lin Chow
        both = [
            one.pk
            for one in people.filter(name__istartswith=f"{named.name} ")
            if one.name.count(" ") == named.name.count(" ") + 1
        ]
        ways.append(people.filter(pk__in=both))
    for found in ways:
        first = list(found[:10])
        if len(first) > 1:
            raise WhichPerson(named.name, len(first))
        if first:
            return first[0]
    return None


def add_standing(forum: Forum, keys: Iterable[str]) -> None:
    """Make the ticked standing items, in the order in which they are offered."""
    wanted = set(keys)
    rows = [
        StandingItem(forum=forum, position=position, kind=kind, title=title)
        for position, (key, (kind, title)) in enumerate(STANDING.items())
        if key in wanted
    ]
    StandingItem.objects.bulk_create(rows)


def plan_meeting(
    forum: Forum, *, on: date, by: Person | None, start_time: time | None = None, location: str = "", title: str = "",
    with_standing: bool = True,
) -> Meeting:  # fmt: skip
    """A meeting of the group on that day, with its standing items unless it shall be without: an away day, a one-off.

    Raises IntegrityError if the group meets then already.
    """
    with transaction.atomic():
        meeting = Meeting(
            forum=forum, date=on, start_time=start_time, timezone=forum.timezone, location=location, title=title
        )
        meeting.save_as(by=by, verb="planned")
        if with_standing:
            meeting.add_standing_items(by=by)
    return meeting
