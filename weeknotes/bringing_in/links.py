"""Links and images of old notes, led to where these are now. Pure: what is where is passed in.

A link from one brought-in note to another is written by the other's ref: that holds while it is a draft, when it gets
its address, and when it gets another.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from hackit.models.site import named_by, path_of
from hackit.text import render

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
# In this order: an image, the address of a link (what stands in its brackets may be an image), a definition, <address>.
_IMAGE = re.compile(
    r"!\[((?:\\.|[^\[\]\\]){0,500})\]\(\s*(<[^<>\n]{0,2000}>|[^\s()<>]{1,2000})((?:\s+[\"'(][^\n]{0,300}?[\"')])?)\s*\)"
)
_LINK = re.compile(
    r"(?<=\]\()\s*(<[^<>\n]{1,2000}>|[^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200})?)(?=\s*\)|\s+[\"'(])"
)
_BACKSLASHED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DEFINITION = re.compile(r"^( {0,3}\[[^\]^][^\]\n]{0,300}\]:\s*)(<[^<>\n]{1,2000}>|\S{1,2000})")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,2000})>")
_ID = re.compile(r'<h[2-6] id="([^"]+)">')
_SIGNS, _ESCAPED = re.compile(r"([\\*_`])"), r"\\\1"
_SUFFIX = re.compile(r"\.(?:md|markdown|mdown|html?|txt|njk|liquid)$", re.IGNORECASE)
_DATED = re.compile(r"^\d{4}-\d\d?-\d\d?-")


@dataclass(frozen=True)
class Place:
    """Where a note stood: its own path in the source, and its addresses on the web; `ref` is what it has here."""

    ref: str
    path: str
    addresses: tuple[str, ...]
    body: str = field(repr=False, default="")


class Whereabouts:
    """All notes that a text may link to. `body_of` gives the text of a ref when an anchor in it is asked for."""

    def __init__(self, places: Iterable[Place], body_of: Callable[[str], str]) -> None:
        self._by_path: dict[str, str] = {}
        self._hosts: set[str] = set()
        self._body_of = body_of
        self._anchors: dict[str, list[str]] = {}
        stems: dict[str, set[str]] = {}
        for place in places:
            for address in place.addresses:
                self._by_path.setdefault(_key(path_of(address)), place.ref)
                self._hosts.add(_host(address))
            own = _key(f"/{place.path}")
            self._by_path.setdefault(own, place.ref)
            stem = own.rsplit("/", 1)[-1]
            for name in {stem, _DATED.sub("", stem)}:
                stems.setdefault(name, set()).add(place.ref)
        self._by_path.pop("", None)
        self._by_stem = {name: next(iter(refs)) for name, refs in stems.items() if name and len(refs) == 1}
        self._hosts.discard("")

    def lead(self, target: str, *, base: Place) -> str:
        """Where a link of a note leads now, "" where it stays as it is."""
        try:
            parts = urlsplit(target)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            return ""
        if (
            parts.scheme not in ("", "http", "https")
            or (host and host not in self._hosts)
            or not (parts.path or parts.query)
        ):
            return ""
        ref = next((self._by_path[key] for key in self._keys(parts, host, base) if key in self._by_path), "")
        if not ref and not host and _SUFFIX.search(parts.path):
            ref = self._by_stem.get(_key(parts.path).rsplit("/", 1)[-1], "")
        return f"{address_of(ref)}{self._anchor(ref, parts.fragment)}" if ref else ""

    def _keys(self, parts, host: str, base: Place) -> list[str]:
        query = f"?{parts.query}" if named_by(parts.query) else ""
        path = unquote(parts.path)
        if host or path.startswith("/"):
            return [_key(path_of(f"{parts.path}{query}"))]
        in_source = posixpath.normpath(posixpath.join("/", posixpath.dirname(base.path), path)) if path else ""
        on_web = [path_of(urljoin(address, f"{parts.path}{query}")) for address in base.addresses]
        return [_key(one) for one in (in_source, *on_web)]

    def _anchor(self, ref: str, fragment: str) -> str:
        """The heading that a link leads to, if it is still there: anchors are made anew, by their words."""
        if not fragment:
            return ""
        if ref not in self._anchors:
            self._anchors[ref] = _ID.findall(render(self._body_of(ref)))
        wanted = _letters(unquote(fragment))
        return next((f"#{anchor}" for anchor in self._anchors[ref] if _letters(anchor) == wanted), "")


def address_of(ref: str) -> str:
    """The address of a note by its ref, whatever becomes of it."""
    return f"/weeknotes/{ref}/"


def lead_links(body: str, whereabouts: Whereabouts, *, base: Place) -> str:
    """The text with its links to other notes leading to where these are now. Code is left alone."""

    def link(found: re.Match[str]) -> str:
        return whereabouts.lead(_bare(found[1]), base=base) or found[0]

    def definition(found: re.Match[str]) -> str:
        new = whereabouts.lead(_bare(found[2]), base=base)
        return f"{found[1]}{new}" if new else found[0]

    def shown(found: re.Match[str]) -> str:
        new = whereabouts.lead(found[1], base=base)
        return f"[{_SIGNS.sub(_ESCAPED, found[1])}]({new})" if new else found[0]

    def line(text: str) -> str:
        return _AUTOLINK.sub(shown, _LINK.sub(link, _DEFINITION.sub(definition, text)))

    return _outside_code(body, line)


def lead_images(body: str, known: Mapping[str, str]) -> str:
    """The text with its images at their new addresses. `known` maps what stands in the text to that, "" if missing.

    A missing one stays as a link where it stands on the web, else as its words: nothing is fetched from elsewhere.
    """

    def image(found: re.Match[str]) -> str:
        words, source = found[1], _bare(found[2])
        if source not in known:
            return found[0]
        if known[source]:
            return f"![{words}]({known[source]}{found[3]})"
        name = words.strip() or posixpath.basename(path_in(source)) or "Image"
        if re.match(r"https?://", source):
            return f"[{name}](<{source}>)"
        return f"{name} \\(image\\)"

    return _outside_code(body, lambda text: _IMAGE.sub(image, text))


def images_in(body: str) -> list[str]:
    """What the images of a text are called in it, each once."""
    found: dict[str, None] = {}

    def noted(match: re.Match[str]) -> str:
        found[_bare(match[2])] = None
        return match[0]

    _outside_code(body, lambda text: _IMAGE.sub(noted, text))
    return list(found)


def words_of_image(body: str, source: str) -> str:
    """The alternative text that the first image of that name has in a text."""
    words = next((m[1] for m in _IMAGE.finditer(body) if _bare(m[2]) == source and m[1].strip()), "")
    return _BACKSLASHED.sub(r"\1", words)


class Files:
    """The files of a folder or zip, by what an image of a note may be called."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_path = {posixpath.normpath(f"/{name}"): name for name in names}
        self._by_name: dict[str, list[str]] = {}
        for whole in self._by_path:
            self._by_name.setdefault(whole.rsplit("/", 1)[-1], []).append(whole)

    def find(self, source: str, note_path: str) -> str:
        """The file that an image of a note means, "" if there is none.

        Beside the note, from the top, or the only one that ends like it: sites put a folder before what is served.
        """
        path = path_in(source)
        if not path:
            return ""
        tail = posixpath.normpath(f"/{path}")
        beside = posixpath.normpath(posixpath.join("/", posixpath.dirname(note_path), path))
        for one in (beside, tail):
            if one in self._by_path:
                return self._by_path[one]
        named = self._by_name.get(tail.rsplit("/", 1)[-1], [])
        ending = [whole for whole in named if whole.endswith(tail)]
        only = ending if len(ending) == 1 else named
        return self._by_path[only[0]] if len(only) == 1 else ""


def path_in(source: str) -> str:
    """The path of an address, decoded; "" where it cannot be read."""
    try:
        return unquote(urlsplit(source).path)
    except ValueError:
        return ""


def _outside_code(body: str, change: Callable[[str], str]) -> str:
    """The text with `change` made to each line, but for what is shown as code."""
    lines = []
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
            lines.append(line)
        elif mark:
            fence = mark[1]
            lines.append(line)
        else:
            lines.append(_around_code(line, change))
    return "\n".join(lines)


def _around_code(line: str, change: Callable[[str], str]) -> str:
    """A line changed around its spans of code: these are kept aside under a sign that no text has."""
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    if "`" not in line:
        return change(line)
    changed = change(_CODE.sub(aside, line))
    return re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], changed)


def _bare(target: str) -> str:
    return target[1:-1] if target.startswith("<") else target


def _key(path: str) -> str:
    """A path as it is compared: without the ending of a file, `index`, and a slash at the end."""
    path = _SUFFIX.sub("", path.rstrip("/"))
    return path.removesuffix("/index").lower()


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.lower())
