"""Sixty questions whose answer is known, over the sample data and notes of our own. All of it is invented.

Each is (kind, what is typed, the title of the note, action or decision that should come first). Kinds with a reader's
name are asked as that reader, the others as a stranger asks them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from hackit.models import Person
from hackit.publishing import PartData, publish
from hackit.sample import make_sample
from tests import factories as make

ON = date(2019, 6, 12)

# Title, week, author, and sections (heading, text).
NOTES = (
    ("Keys, cupboards and a budget", date(2018, 4, 9), "Catherine Dale", (
        ("The £590k question", "The network refresh needs £590,000 in 2018/19, and the first third of it before June."),
        ("Lockers", "Catherine’s team measured the lockers again. They are still too small for a helmet."),
    )),
    ("Weeknote w/c 14 May 2018: bins and beacons", date(2018, 5, 14), "Catherine Dale", (
        ("Bin day", "Crews now carry a tablet that shows missed collections. Complaints halved in two wards."),
        ("Beacons", "Four beacons by the library door count footfall. Nobody is counted by name."),
    )),
    ("The organisation chart nobody drew", date(2018, 6, 11), "Idris Okoro", (
        ("Drawing it", "We drew who does what on a wall and found three teams with the same programme of work."),
        ("Café diplomacy", "Most of it was settled over tea in the café at the Guildhall."),
    )),
    ("Telephones off the hook", date(2018, 7, 9), "Idris Okoro", (
        ("Contact centre", "The contact centre’s wallboard shows call-backs. Waiting fell from nine minutes to four."),
        ("Accessibility audit", "An outside auditor tried our forms with a screen reader and found eleven barriers."),
    )),
    ("Procurement, slowly", date(2018, 9, 10), "Wiktoria Łuczak", (
        ("A framework for hosting", "We joined a framework agreement so that hosting is bought in days, not months."),
        ("Data protection", "The privacy notice for parking permits was rewritten in plain words."),
    )),
    ("Wellbeing and other wobbly words", date(2018, 10, 8), "Wiktoria Łuczak", (
        ("A quiet room", "One meeting room has become a quiet room. Staff morale is hard to measure, so we asked."),
        ("Stress survey", "Answers were anonymous. What people want most is fewer follow-up e-mails after six."),
    )),
    ("What the depot taught us", date(2018, 11, 12), "Idris Okoro", (
        ("Winter gritting", "The gritters’ routes are drawn from a spreadsheet. We put them on a map in an afternoon."),
        ("On-call rota", "Two people covered nineteen nights. The on-call rota needs a third engineer."),
    )),
    ("Closing the books", date(2019, 1, 14), "Catherine Dale", (
        ("Half-year forecast", "We are 1.2m over on hosting and under on training. Cabinet sees it w/c 28 January."),
        ("Libraries without fines", "Fines are gone. Borrowing by children is up by a fifth since September."),
    )),
)  # fmt: skip

TOPICS = (
    ("Staff welfare", "quiet room", "morale", "stress survey"),
    ("Highways", "gritting", "gritters"),
    ("Customer services", "contact centre", "call-backs"),
    ("Buying things", "procurement", "framework agreement"),
    ("Waste collection", "bin day", "missed collections"),
    ("Inclusive design", "screen reader", "accessibility audit"),
)

QUESTIONS = (
    ("exact", "The drawer of dead phones", "The drawer of dead phones"),
    ("exact", "drawer of dead phones", "The drawer of dead phones"),
    ("exact", "One phone, or none", "One phone, or none"),
    ("exact", "The audit nobody dreaded", "The audit nobody dreaded"),
    ("exact", "metal cupboard access point", "A weekend in the training room"),
    ("exact", "docking station driver", "A weekend in the training room"),
    ("exact", "printed personas coasters", "Three ways to carry a phone"),
    ("exact", "flip charts by the river", "The audit nobody dreaded"),
    ("exact", "box of earrings", "The first fifty"),
    ("exact", "\"screen reader\" barriers", "Telephones off the hook"),
    ("exact", "footfall beacons library", "Weeknote w/c 14 May 2018: bins and beacons"),
    ("exact", "fines libraries children borrowing", "Closing the books"),
    ("stemmed", "counting lockers measuring helmets", "Keys, cupboards and a budget"),
    ("stemmed", "rehearsal skipped looking silly", "A weekend in the training room"),
    ("stemmed", "unplugging cables monitors", "Arrivals"),
    ("stemmed", "recommendations dearer contracts", "Three ways to carry a phone"),
    ("theme", "staff welfare", "Wellbeing and other wobbly words"),
    ("theme", "highways", "What the depot taught us"),
    ("theme", "customer services", "Telephones off the hook"),
    ("theme", "buying things", "Procurement, slowly"),
    ("theme", "waste collection", "Weeknote w/c 14 May 2018: bins and beacons"),
    ("theme", "inclusive design", "Telephones off the hook"),
    ("theme", "hot desks", "Arrivals"),
    ("theme", "what did we say about highways?", "What the depot taught us"),
    ("theme", "customer services waiting", "Telephones off the hook"),
    ("person", "Catherine Dale lockers", "Keys, cupboards and a budget"),
    ("person", "Idris gritters", "What the depot taught us"),
    ("person", "what did Idris write about the depot", "What the depot taught us"),
    ("person", "Łuczak hosting", "Procurement, slowly"),
    ("person", "by:idris beacons OR wallboard", "Telephones off the hook"),
    ("person", "Jodie market", "The first fifty"),
    ("nickname", "Cate D forecast", "Closing the books"),
    ("nickname", "Cate beacons", "Weeknote w/c 14 May 2018: bins and beacons"),
    ("nickname", "Viki privacy notice", "Procurement, slowly"),
    ("dated", "w/c 14 May 2018", "Weeknote w/c 14 May 2018: bins and beacons"),
    ("dated", "weeknote 11 June 2018", "The organisation chart nobody drew"),
    ("dated", "13 July 2018", "Telephones off the hook"),
    ("dated", "october 2018", "Wellbeing and other wobbly words"),
    ("dated", "2018-09-10", "Procurement, slowly"),
    ("dated", "forecast january 2019", "Closing the books"),
    ("dated", "hosting from:2018-09 to:2018-09", "Procurement, slowly"),
    ("dated", "audit fy:2018/19 barriers", "Telephones off the hook"),
    ("misspelt", "acess point metal cuboard", "A weekend in the training room"),
    ("misspelt", "contact centr walboard", "Telephones off the hook"),
    ("misspelt", "procurment", "Procurement, slowly"),
    ("misspelt", "recomendations dearer", "Three ways to carry a phone"),
    ("misspelt", "anonymus", "Wellbeing and other wobbly words"),
    ("misspelt", "Idriss gritting", "What the depot taught us"),
    ("misspelt", "earings", "The first fifty"),
    ("misspelt", "gritign routes", "What the depot taught us"),
    ("misspelt", "privacy notise", "Procurement, slowly"),
    ("misspelt", "well-being wobbly", "Wellbeing and other wobbly words"),
    ("signs", "on call rota third engineer", "What the depot taught us"),
    ("signs", "follow up emails after six", "Wellbeing and other wobbly words"),
    ("signs", "£590k", "Keys, cupboards and a budget"),
    ("signs", "0.59m network refresh", "Keys, cupboards and a budget"),
    ("signs", "£1.2m", "Closing the books"),
    ("signs", "cafe diplomacy", "The organisation chart nobody drew"),
    ("spelling", "organization chart", "The organisation chart nobody drew"),
    ("spelling", "program of work three teams", "The organisation chart nobody drew"),
    ("asked", "who said the repairs app took nineteen seconds?", "Forty phones in forty pockets"),
    ("asked", "when did we ask for a third engineer for the rota", "What the depot taught us"),
    ("asked", "how many lockers did the unicorn measure", "Keys, cupboards and a budget"),
    ("asked", "Idris on gritting in autumn", "What the depot taught us"),
    ("helen", "spend a morning in a van", "Spend a morning in a van with Housing Repairs"),
    ("helen", "kind:action tariffs", "Compare SIM-only tariffs from three suppliers"),
)  # fmt: skip


def make_world() -> None:
    """The sample data up to a fixed day, our notes, people with nicknames, and topics with other names."""
    make_sample(on=ON)
    for name, *also in TOPICS:
        make.make_topic(name, *also)
    people = {
        "Catherine Dale": make.make_person("Catherine Dale", "Cate"),
        "Idris Okoro": make.make_person("Idris Okoro"),
        "Wiktoria Łuczak": make.make_person("Wiktoria Łuczak", "Viki"),
    }
    forum = make.make_forum("Editors")
    for title, week, author, sections in NOTES:
        _publish(title, week, people[author], sections, forum)


def _publish(title: str, week: date, author: Person, sections, forum) -> None:
    item = make.make_item(make.make_meeting(forum, week), "To be published")
    publish(
        item, title=title, summary="", url=f"/weeknotes/{item.ref}/", day=week, authors=[author], by=author,
        at=datetime(2019, 6, 1, tzinfo=UTC),
        parts=[
            PartData("section", heading=heading, text=text, anchor=f"a{number}")
            for number, (heading, text) in enumerate(sections)
        ],
    )  # fmt: skip
