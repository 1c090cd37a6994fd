"""What stands above a weeknote that was taken out, as YAML between two lines of hyphens. Pure.

| key        | value                                                    | left out when                  |
|------------|----------------------------------------------------------|--------------------------------|
| `records`  | `weeknote`: the file is one of ours (`importing.own`)      | never                          |
| `title`    | text                                                     | it has none                    |
| `week`     | the Monday it begins on, `2019-06-03`                    | never                          |
| `weeks`    | how many weeks it covers                                 | one                            |
| `summary`  | the 30 second read                                       | it has none                    |
| `date`     | the day on which it was first published, `2019-06-09`    | it is a draft                  |
| `draft`    | `true`                                                   | it is published                |
| `authors`  | list of names, in their order; no addresses of mail      | never                          |
| `topics`   | list of names: those of all sections below, each once    | there are none                 |
| `slug`     | the last part of its address                             | it is a draft                  |
| `address`  | where it stands, whole: `https://host/weeknotes/…/`      | it is a draft                  |
| `aliases`  | list of further paths or addresses that lead to it       | there are none                 |
| `sections` | list, one for each section of the text in order    | none has more than a heading   |

Each of `sections` has `heading` ("" for what stands before the first) and, where there is something to tell,
`topics` and `people` (lists of names; people only in what is taken out for staff or of one's own), `sort` (a value of
`SectionSort`) and `audience` (`staff`; left out for everyone).

In the text an image is `![words](images/REF.png)`, its file beside the text in `images/`; a conversation point is a
heading of level 3, the line POINT_MARK and its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

MARK, WEEKNOTE = "records", "weeknote"
IMAGE_FOLDER = "images/"
POINT_MARK = "*Conversation point*"


@dataclass(frozen=True)
class SectionTold:
    """What is told of one section beside its words."""

    heading: str
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    sort: str = ""
    audience: str = "everyone"

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell but its heading."""
        return not (self.topics or self.people or self.sort or self.audience != "everyone")


@dataclass(frozen=True)
class FrontMatter:
    """Everything that is told above a text. See the table of the module."""

    title: str
    week: date
    weeks: int = 1
    summary: str = ""
    published_on: date | None = None
    authors: tuple[str, ...] = ()
    slug: str = ""
    address: str = ""
    aliases: tuple[str, ...] = ()
    sections: tuple[SectionTold, ...] = ()


def written(front: FrontMatter, body: str) -> str:
    """The file: the same note gives the same bytes."""
    told = yaml.safe_dump(_values(front), allow_unicode=True, sort_keys=False, width=1000, default_flow_style=None)
    return f"---\n{told}---\n\n{body.strip()}\n"


def _values(front: FrontMatter) -> dict[str, Any]:
    plain = all(section.is_plain for section in front.sections)
    values: dict[str, Any] = {
        MARK: WEEKNOTE,
        "title": front.title,
        "week": front.week,
        "weeks": front.weeks if front.weeks > 1 else None,
        "summary": front.summary,
        "date": front.published_on,
        "draft": front.published_on is None,
        "authors": list(front.authors),
        "topics": list(dict.fromkeys(name for section in front.sections for name in section.topics)),
        "slug": front.slug,
        "address": front.address,
        "aliases": list(front.aliases),
        "sections": [] if plain else [_section(section) for section in front.sections],
    }
    return {key: value for key, value in values.items() if value}


def _section(section: SectionTold) -> dict[str, Any]:
    told: dict[str, str | Sequence[str]] = {
        "topics": list(section.topics),
        "people": list(section.people),
        "sort": section.sort,
        "audience": "" if section.audience == "everyone" else section.audience,
    }
    return {"heading": section.heading} | {key: value for key, value in told.items() if value}
