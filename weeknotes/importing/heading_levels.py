"""Headings at the level on which sections begin. Pure."""

import re

from weeknotes.importing.code_kept import keep_code

_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=[ \t])", re.MULTILINE)
_UNDERLINED = re.compile(r"^ {0,3}[^\s>#-].*\n {0,3}(?:=+|-{2,})[ \t]*$", re.MULTILINE)


def raised(markdown: str) -> str:
    """A text whose highest headings are of the third level or lower, with all raised until those are of the second.

    Medium and others begin there. Sections begin at the second level, and topics and kinds stand on sections.
    """
    kept = keep_code(markdown)
    levels = [len(found[2]) for found in _HEADING.finditer(kept.text)]
    if not levels or min(levels) < 3 or _UNDERLINED.search(kept.text):
        return markdown
    more = min(levels) - 2
    return kept.restored(_HEADING.sub(lambda found: found[1] + found[2][more:], kept.text))
