"""What the sample data stands on: invented people, their logins, teams and topics."""

from __future__ import annotations

from hackit.models import Organisation, Person, Role, SiteSettings, Topic
from hackit.people.organisations import save_organisation
from hackit.people.writes import add_login, save_person
from hackit.running.trial import PASSWORD, SIGN_INS
from hackit.sample_ground import Sample
from hackit.topics.writes import save_topic

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


def write_ground(sample: Sample) -> None:
    """The site's settings, people with their logins, organisations and topics."""
    SiteSettings(name="HackIT", contact_email="records@example.org", is_sample=True).save()
    organisations = {
        name: save_organisation(Organisation(), name=name, also_called=[also] if also else (), is_team=is_team, by=None)
        for name, also, is_team in ORGANISATIONS
    }
    sign_ins = {person.name: (person.email, ROLES.get(person.part, Role.STAFF)) for person in SIGN_INS}
    sign_ins |= {name: (f"{name.lower().replace(' ', '.')}@example.org", Role.STAFF) for name in AUTHORS}
    for name, role_title, organisation, aliases in PEOPLE:
        person = save_person(
            Person(), name=name, role_title=role_title, organisation=organisations.get(organisation),
            new_organisation="", from_date=None, to_date=None, also_called=aliases, by=None,
        )  # fmt: skip
        if name in sign_ins:
            email, role = sign_ins[name]
            user = add_login(person, email=email, role=role, by=None)
            user.set_password(PASSWORD)
            user.save()
        sample.people[name] = person
    for name, description, broader, aliases in TOPICS:
        sample.topics[name] = save_topic(
            Topic(), name=name, description=description, broader=sample.topics.get(broader),
            also_called=aliases, by=None,
        )  # fmt: skip
