"""The line: what typed words become.

One pure package, no database. `parse` reads any text and gives a list of things recognised,
at least one for each line that is not blank; it never raises. Who and what is known is passed
in, and so is the day, so the page, pasted notes, jottings and the command all read alike.
"""

from meetings.capture.dates import read_date
from meetings.capture.jsonlines import as_json
from meetings.capture.parse import parse
from meetings.capture.sayback import british_date, say_back
from meetings.capture.things import (
    EVERYONE,
    HERE,
    KINDS,
    MEMBER,
    OUTCOMES,
    PRESENT,
    SORTS,
    Caveat,
    DateReading,
    Figure,
    Guest,
    KnownBudget,
    KnownGroup,
    KnownOrganisation,
    KnownPerson,
    KnownTopic,
    OpenAction,
    Owner,
    Position,
    Recognised,
)

__all__ = [
    "EVERYONE",
    "HERE",
    "KINDS",
    "MEMBER",
    "OUTCOMES",
    "PRESENT",
    "SORTS",
    "Caveat",
    "DateReading",
    "Figure",
    "Guest",
    "KnownBudget",
    "KnownGroup",
    "KnownOrganisation",
    "KnownPerson",
    "KnownTopic",
    "OpenAction",
    "Owner",
    "Position",
    "Recognised",
    "as_json",
    "british_date",
    "parse",
    "read_date",
    "say_back",
]
