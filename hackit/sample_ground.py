"""What the sample data stands on: invented people, their logins, teams and topics, and days counted from today.

The apps' own writers (see `sample.register`) get a `Sample` and write their records on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from hackit.dates import monday_of
from hackit.models import Organisation, Person, Role, SiteSettings, Topic, User
from hackit.trial import PASSWORD, SIGN_INS

ROLES = {"administrator": Role.ADMINISTRATOR}

# Name, role, organisation, also called. Those who sign in are named in `trial.SIGN_INS` and AUTHORS.
PEOPLE = (
    ("Helen Marsh", "Director of digital and data", "", ()),
    ("Priya Nair", "Business manager", "", ()),
    ("Daniel Okafor", "Head of contracts and business", "", ()),
    ("Grace Li", "Head of service design", "", ()),
    ("Yusuf Demir", "Head of infrastructure and support", "", ("Yus",)),
    ("Tomasz Zielinski", "Head of platforms and security", "", ("Tom",)),
    ("Ruth Bello", "Finance partner", "Finance", ()),
    ("Martin Frost", "Head of audit", "Internal audit", ()),
    ("Sam Whitfield", "Service desk lead", "", ("Sam W",)),
    ("Samira Khan", "Data team lead", "", ("Sam",)),
    ("Felix Orr", "Service designer", "", ()),
    ("Nadia Rowe", "Systems administrator", "", ()),
    ("Joan Petrie", "Chief executive", "", ()),
    ("Leonie Grant", "Director of finance", "Finance", ()),
    ("Ravi Sethi", "Director of housing", "Housing", ()),
)
AUTHORS = ("Yusuf Demir", "Grace Li")
"""People who sign in beside those whom a trial's start names: they write weeknotes."""

ORGANISATIONS = (
    ("Finance", "", True),
    ("Internal audit", "Audit", True),
    ("Housing", "Housing Repairs", True),
    ("Facilities", "", True),
)

# Name, description, broader topic, also called.
TOPICS = (
    ("Devices", "What people are given to work with", "", ("equipment",)),
    (
        "Mobile phones", "Who carries a work phone, which one, and what it costs", "Devices",
        ("handset", "handsets", "SIM", "smartphone", "smartphones", "work phone", "work phones", "telephony", "phones"),
    ),
    ("Laptops", "Laptops of staff, councillors and training rooms", "Devices", ("training room machines",)),
    ("Licences", "Software that we pay for by the head", "", ("software licences", "office suite")),
    ("Cyber review", "Sixteen recommendations, and what we do about them", "", ("second factor", "PSN")),
    ("Apprenticeships", "Apprentices, their places and their projects", "", ("apprentice", "apprentices")),
    ("Workplace", "Where and how we sit, meet and find each other", "", ()),
    ("Shared desks", "Two floors without desks of one’s own", "Workplace", ("hot desks", "desk booking")),
    (
        "Area offices", "The six offices outside the Guildhall", "Workplace",
        ("area office", "Northfield Road", "Harbour Lane"),
    ),
    ("Housing repairs", "The repairs depot and the app it works with", "", ("repairs app", "repairs depot")),
    ("Online services", "Forms and pages for residents", "", ("online forms", "council tax form", "permit form")),
    ("How we work", "How we decide, write things down and stop things", "", ("ways of working", "show and tell")),
)  # fmt: skip


@dataclass
class Sample:
    """The day the sample is made on, and what its writers look up by name."""

    on: date
    people: dict[str, Person] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)

    @property
    def monday(self) -> date:
        """The Monday of the latest management meeting: this week's, or on a Monday last week's."""
        return monday_of(self.on - timedelta(days=1))

    def day(self, offset: int) -> date:
        """The day so many days from the latest meeting's Monday."""
        return self.monday + timedelta(days=offset)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """An instant of that day as clocks here show it, but never one that is still to come."""
        moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
        return min(moment, timezone.now()) if day == self.on else moment

    def topics_named(self, words: str) -> list[Topic]:
        """The topics in a list with commas. Raises KeyError for one that there is not."""
        return [self.topics[name.strip()] for name in words.split(",") if name.strip()]

    def fill(self, text: str, *, on: date) -> str:
        """A text with its days written out: «+4» counts from `on`, «today+2», «soon» and the like from today."""
        return re.sub(r"«([^»]+)»", lambda match: self._words(match[1], on), text)

    def _words(self, what: str, on: date) -> str:
        sunday = monday_of(self.on) + timedelta(days=6)
        if what == "last month":
            return f"{on.replace(day=1) - timedelta(days=1):%B}"
        if what == "soon":
            day = min(self.on + timedelta(days=2), sunday)
        elif what == "end of week":
            day = max(self.on, sunday - timedelta(days=2))
        elif what == "tomorrow":
            day = self.on + timedelta(days=1)
        elif what.startswith("today"):
            day = self.on + timedelta(days=int(what.removeprefix("today")))
        else:
            day = on + timedelta(days=int(what))
        return f"{day.day} {day:%B}"


def write_ground(on: date) -> Sample:
    """The site's settings, people with their logins, organisations and topics."""
    SiteSettings(name="HackIT", contact_email="records@example.org", is_sample=True).save()
    sample = Sample(on)
    organisations = {
        name: Organisation.objects.create(name=name, also_called=also, is_team=is_team)
        for name, also, is_team in ORGANISATIONS
    }
    sign_ins = {person.name: (person.email, ROLES.get(person.part, Role.STAFF)) for person in SIGN_INS}
    sign_ins |= {name: (f"{name.lower().replace(' ', '.')}@example.org", Role.STAFF) for name in AUTHORS}
    for name, role_title, organisation, aliases in PEOPLE:
        person = _person(name, sign_ins.get(name))
        person.role_title, person.organisation = role_title, organisations.get(organisation)
        person.save()
        for alias in aliases:
            person.aliases.create(text=alias)
        sample.people[name] = person
    for name, description, broader, aliases in TOPICS:
        topic = Topic.objects.create(name=name, description=description, broader=sample.topics.get(broader))
        topic.set_aliases(list(aliases))
        sample.topics[name] = topic
    return sample


def _person(name: str, sign_in: tuple[str, str] | None) -> Person:
    if sign_in is None:
        return Person.objects.create(name=name)
    email, role = sign_in
    return User.objects.create_user(email, PASSWORD, name=name, role=role).person
