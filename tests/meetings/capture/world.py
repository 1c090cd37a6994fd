"""The council that the test lines speak of, on Tuesday 4 June 2019."""

from datetime import date

from meetings.capture import (
    MEMBER,
    PRESENT,
    KnownGroup,
    KnownOrganisation,
    KnownPerson,
    KnownTopic,
    OpenAction,
    Recognised,
    parse,
)

TUESDAY = date(2019, 6, 4)
NEXT_DMT = date(2019, 6, 12)

PRIYA = KnownPerson("priya", "Priya Nair", circle=PRESENT)
PEOPLE = (
    PRIYA,
    KnownPerson("henry", "Henry Ade", circle=MEMBER),
    KnownPerson("cate", "Cate Moss", circle=MEMBER),
    KnownPerson("cate-d", "Cate Dunn"),
    KnownPerson("dawn", "Dawn Price", circle=MEMBER),
    KnownPerson("matthew", "Matthew Cole", circle=MEMBER),
    KnownPerson("michael", "Michael Stone"),
    KnownPerson("grace", "Grace Li", circle=MEMBER),
    KnownPerson("yusuf", "Yusuf Demir", ("Yus",), circle=MEMBER),
    KnownPerson("sam-w", "Sam Whitfield"),
    KnownPerson("samira", "Samira Khan", ("Sam",)),
    KnownPerson("tomasz", "Tomasz Zieliński", ("Tom",)),
    KnownPerson("renee", "Renée O’Neill"),
    KnownPerson("felix", "Felix Orr"),
    KnownPerson("will", "Will Hart"),
    KnownPerson("may", "May Osei"),
    KnownPerson("jean", "Jean-Luc Petit", ("JLP",)),
)
DMT = KnownGroup("dmt", "DMT", next_meeting=NEXT_DMT)
GROUPS = (
    DMT,
    KnownGroup("hmt", "HMT", ("the board",)),
    KnownGroup("away", "away day"),
    KnownGroup("housing", "Housing steering group", next_meeting=date(2019, 6, 20)),
)
ORGANISATIONS = (KnownOrganisation("finance", "Finance"), KnownOrganisation("audit", "Audit", ("internal audit",)))
TOPICS = (
    KnownTopic("phones", "Mobile phones", "mobile-phones", ("handsets",)),
    KnownTopic("psn", "PSN", "psn"),
)
OPEN_ACTIONS = (
    OpenAction("a1", 1, "Compare SIM-only tariffs", "Yusuf Demir"),
    OpenAction("a2", 2, "PSN remediation", "Henry Ade"),
    OpenAction("a3", 3, "List phones nobody has used since March", "Grace Li"),
)


def read(text: str, **changes: object) -> list[Recognised]:
    """What the line makes of this text in that council."""
    known = {
        "on": TUESDAY,
        "people": PEOPLE,
        "groups": GROUPS,
        "organisations": ORGANISATIONS,
        "topics": TOPICS,
        "next_meeting": NEXT_DMT,
        "speaker": PRIYA,
        "open_actions": OPEN_ACTIONS,
        "default_group": DMT,
    }
    return parse(text, **(known | changes))  # type: ignore[arg-type]
