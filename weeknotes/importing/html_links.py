"""Links and pictures typed as HTML inside a text become Markdown; other tags stay as they were typed. Pure."""

import re
from html import unescape

_IMAGE = re.compile(r"<img\b([^<>]{0,4000})>", re.IGNORECASE)
_LINK = re.compile(r"<a\b([^<>]{0,4000})>((?:(?!<a\b).){0,2000}?)</a\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>[ ]*\n?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(href|src|alt|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def html_links_as_markdown(text: str) -> str:
    """The text with its `<a href>`, `<img src>` and `<br>` written as Markdown, unless it shows code."""
    if _FENCE.search(text) or not (_LINK.search(text) or _IMAGE.search(text)):
        return text
    text = _IMAGE.sub(_image, text)
    text = _LINK.sub(_link, text)
    return _BREAK.sub("\\\\\n", text)


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}


def _image(found: re.Match[str]) -> str:
    attributes = _attributes(found[1])
    source = attributes.get("src", "")
    words = _words(attributes.get("alt") or attributes.get("title") or "Picture")
    return f"![{words}](<{source}>)" if _is_web(source) else found.group()


def _link(found: re.Match[str]) -> str:
    href = _attributes(found[1]).get("href", "")
    if not _is_web(href):
        return found.group()
    inner = found[2].strip()
    if inner.startswith("!["):  # a picture that leads somewhere: our pages show it as one link
        picture = re.match(r"!\[(.*?)\]\(", inner)
        return f"[{picture[1] if picture else 'Picture'}](<{href}>)"
    return f"[{inner or _words(href)}](<{href}>)"


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://", "/")) and not re.search(r"[\s<>]", address)


def _words(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)
