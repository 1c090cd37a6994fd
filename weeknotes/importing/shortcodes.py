"""WordPress's words in square brackets: a caption stays as words, an embedded address as a link. Pure; none is run."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

_CAPTION = re.compile(r"\[(caption|wp_caption)\b([^\[\]]{0,2000})\]", re.IGNORECASE)
_CAPTION_WORDS = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)'|&quot;(.*?)&quot;|“([^”]*)”)""", re.IGNORECASE)
_IMAGE = re.compile(r"(?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,4000}>(?:\s*</a>)?", re.IGNORECASE)
_EMBED = re.compile(
    r"\[(embed|youtube|vimeo|soundcloud|audio|video|playlist)\b([^\[\]]{0,2000})\](?:([^\[\]]{0,2000})\[/\1\])?", re.I
)
_ADDRESS = re.compile(r"https?://[^\s\"'<>\[\]]+")
_CODE = re.compile(r"\[(code|sourcecode|source)\b([^\[\]]{0,500})\]", re.IGNORECASE)
_GONE = (
    "gallery|contact-form|contact-field|jetpack\\S*|more|nextpage|subscribe\\S*|recent-posts|archives|polldaddy|crowdsignal"
    "|contact-form-7|slideshow|googlemaps|rev_slider|toc|vc_\\w+|et_pb_\\w+|fusion_\\w+|av_\\w+|gravityform|mc4wp_form|wpforms|ninja_form"
    "|sharethis|social\\S*|widget\\S*|dropcap|column\\w*|one_half\\w*|one_third\\w*|two_third\\w*|row|button|tabs?|accordion\\w*"
    "|spacer|divider|clear|blockquote|quote|highlight|intro|lead|footnote|note|alert|box"
)
_TAG = re.compile(rf"\[/?(?:{_GONE})(?:\s[^\[\]]{{0,2000}})?/?\]", re.IGNORECASE)
_ANY = re.compile(r"\[(/?)([a-z][a-z0-9]*(?:[_-][a-z0-9]+){0,9})((?:\s[^\[\]]{0,2000})?)\]", re.IGNORECASE)
_MOST_OPEN = 50  # codes inside each other
_FOOTNOTES = {"footnote", "footnotes", "efn_note", "efn", "fn", "ref", "mfn", "sidenote", "modern_footnote"}
_TITLE_IN = re.compile(r"""\b(?:title|heading|caption)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_DOWNLOAD = re.compile(r"<a\b[^<>]{0,1000}\bwp-block-file__button\b[^<>]{0,1000}>[^<>]{0,200}</a>", re.IGNORECASE)
_ESCAPED = re.compile(r"\[(\[[a-z_-]+[^\[\]]{0,500}\])\]", re.IGNORECASE)


def without_shortcodes(content: str) -> str:
    """A post's HTML without its shortcodes: what they show a reader stays, what stood between them as well."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\ue022{len(kept) - 1}\ue023"

    content = content.replace("\ue022", "")
    content = _paired(
        _CODE, content, lambda _values, code: keep(f"<pre>{code if '&lt;' in code else escape(code)}</pre>")
    )
    content = _ESCAPED.sub(lambda found: keep(found[1]), content)
    content = _paired(_CAPTION, _DOWNLOAD.sub("", content), _figure)
    content = _without_pairs(_EMBED.sub(_link, content))
    content = _TAG.sub("", content)
    return re.sub("\ue022(\\d+)\ue023", lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", content)


def _paired(opening: re.Pattern[str], content: str, shown: Callable[[str, str], str]) -> str:
    """The content with what each code opens and closes as `shown` makes it, of its values and what stands between.

    Each end is looked for from where the last one stood, and one that is not there once: however many codes are left
    open, the content is gone through once for each name.
    """
    small = content.lower() if len(content.lower()) == len(content) else content
    pieces, at = [], 0
    never: set[str] = set()
    for found in opening.finditer(content):
        name = found[1].lower()
        if found.start() < at or name in never:
            continue
        end = small.find(f"[/{name}]", found.end())
        if end < 0:
            never.add(name)
            continue
        pieces += [content[at : found.start()], shown(found[2], content[found.end() : end])]
        at = end + len(name) + 3
    return "".join([*pieces, content[at:]])


def _figure(values: str, inner: str) -> str:
    inner = inner.strip()
    image = _IMAGE.search(inner)
    words = inner[: image.start()] + inner[image.end() :] if image else inner
    if not words.strip() and (said := _CAPTION_WORDS.search(values)):
        words = next((group for group in said.groups() if group), "")
    return f"\n\n<figure>{image[0] if image else ''}<figcaption>{words.strip()}</figcaption></figure>\n\n"


def _link(found: re.Match[str]) -> str:
    address = _ADDRESS.search(found[3] or "") or _ADDRESS.search(found[2])
    if not address:
        return ""
    url = escape(address[0])
    return f'\n\n<a href="{url}">{url}</a>\n\n'


@dataclass
class _Open:
    """A code that was opened: its name, its values, as it was written, and what came since."""

    name: str
    values: str
    written: str
    since: list[str] = field(default_factory=list)


def _without_pairs(content: str) -> str:
    """Codes that are opened and closed go, what stands between them stays; a footnote's becomes a mark and its text.

    Read in one go, code by code: what is never closed stays as it is and holds nothing up.
    """
    if "[/" not in content:
        return content
    notes: list[str] = []
    stack = [_Open("", "", "")]
    at = 0
    for found in _ANY.finditer(content):
        stack[-1].since.append(content[at : found.start()])
        at = found.end()
        name = found[2].lower()
        if not found[1]:
            if len(stack) > _MOST_OPEN:
                _left_open(stack, 1)
            stack.append(_Open(name, found[3], found[0]))
            continue
        depth = next((number for number in range(len(stack) - 1, 0, -1) if stack[number].name == name), 0)
        if not depth:
            stack[-1].since.append(found[0])
            continue
        _left_open(stack, depth + 1)
        closed = stack.pop()
        if closed.name in _FOOTNOTES and stack[-1].since:
            stack[-1].since[-1] = stack[-1].since[-1].rstrip()
        stack[-1].since.append(_shown(closed, notes))
    _left_open(stack, 1)
    rows = "".join(
        f'<li id="sc-fn-{number}">{text} <a href="#sc-ref-{number}">↩</a></li>' for number, text in enumerate(notes, 1)
    )
    return "".join([*stack[0].since, content[at:]]) + (f"\n\n<ol>{rows}</ol>" if rows else "")


def _left_open(stack: list[_Open], depth: int) -> None:
    """Codes from a depth on that nothing closes: they stay as written."""
    while len(stack) > depth:
        one = stack.pop()
        stack[-1].since += [one.written, *one.since]


def _shown(closed: _Open, notes: list[str]) -> str:
    inner = "".join(closed.since)
    if closed.name in _FOOTNOTES:
        notes.append(inner.strip())
        return f'<sup><a href="#sc-fn-{len(notes)}" id="sc-ref-{len(notes)}">{len(notes)}</a></sup>'
    said = _TITLE_IN.search(closed.values)
    title = escape(next((group for group in said.groups() if group), "")) if said else ""
    return f"\n\n<p><strong>{title}</strong></p>\n\n{inner}" if title else inner
