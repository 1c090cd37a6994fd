"""The code of a Markdown text set aside, while what stands around it is changed. Pure."""

import re
from dataclasses import dataclass, field

_OPEN, _CLOSE = "\ue024", "\ue025"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_FENCE = re.compile(r"^[ >]*(?:[-*+][ ]+|\d+[.)][ ]+)?(`{3,}|~{3,})([^`\n]*)$")
_SPAN = re.compile(r"(?<!`)(`{1,4})(?!`)((?:(?!\n\s*\n)[^`]|(?!\1(?!`))`){1,2000}?)(?<!`)\1(?!`)")


@dataclass
class KeptCode:
    """A text whose pieces of code are marks; `restored` puts them back, each after `mend` had a look at it."""

    text: str
    pieces: list[str] = field(default_factory=list)

    def keep(self, piece: str) -> str:
        """Set a piece aside; what comes back stands for it."""
        self.pieces.append(piece)
        return f"{_OPEN}{len(self.pieces) - 1}{_CLOSE}"

    def restored(self, text: str) -> str:
        """The text with its pieces in their places, those inside others as well."""
        for _ in range(4):
            if _OPEN not in text:
                break
            text = _MARK.sub(self._piece, text)
        return text

    def _piece(self, found: re.Match[str]) -> str:
        number = int(found[1])
        return self.pieces[number] if number < len(self.pieces) else ""


def keep_code(text: str) -> KeptCode:
    """Set aside fenced blocks and code within lines."""
    kept = KeptCode("")
    lines: list[str] = []
    block: list[str] = []
    fence = ""
    for line in re.sub(f"[{_OPEN}{_CLOSE}]", "", text).split("\n"):
        found = _FENCE.match(line)
        if fence:
            block.append(line)
            if found and found[1][0] == fence[0] and len(found[1]) >= len(fence) and not found[2].strip():
                lines.append(kept.keep("\n".join(block)))
                fence, block = "", []
        elif found:
            fence, block = found[1], [line]
        else:
            lines.append(line)
    if block:
        lines.append(kept.keep("\n".join(block)))
    kept.text = _SPAN.sub(lambda found: kept.keep(found[0]), "\n".join(lines))
    return kept
