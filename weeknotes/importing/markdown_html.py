"""HTML inside a Markdown text as Markdown, for our pages show no HTML that somebody typed. Pure."""

import re
from collections import Counter
from dataclasses import dataclass, field

from weeknotes.importing.code_kept import keep_code
from weeknotes.importing.html_markdown import html_as_markdown
from weeknotes.importing.html_tokens import Tag, tokens

_HAS_HTML = re.compile(r"<[a-zA-Z/!?]")
_WHOLE = "table|figure|blockquote|ul|ol|dl|details|pre|script|style|iframe|video|audio|svg|form|object|noscript|select"
_BLOCK = re.compile(rf"^[ ]{{0,3}}<({_WHOLE})\b", re.IGNORECASE)
_ANY_BLOCK = re.compile(
    r"^[ ]{0,3}</?(?:address|article|aside|center|dd|details|div|dt|figcaption|footer|form|h[1-6]|header|hr|iframe|li"
    r"|main|nav|p|section|source|summary|tbody|td|tfoot|th|thead|tr|link|meta|base|button|input)\b",
    re.IGNORECASE,
)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>]{1,2000}>|<[\w.+-]{1,64}@[\w.-]{1,255}>", re.IGNORECASE)
_INLINE = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,4000}|/?[a-zA-Z][^<>]{0,2000}(?:\"[^\"]{0,2000}\"[^<>]{0,500}){1,5})>")
_PAIRED = re.compile(
    r"<(a|b|strong|i|em|code|del|s|sup|sub|kbd|mark|small|u|span|abbr|cite|q|font|time|ins)\b([^<>]{0,4000})>"
    r"((?:(?!<\1\b)[\s\S]){0,4000}?)</\1\s*>",
    re.IGNORECASE,
)
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "del": "~~", "s": "~~"}


@dataclass
class Unhtmled:
    """The text without HTML, and how many of what was taken out."""

    text: str
    removed: Counter[str] = field(default_factory=Counter)


def html_in_markdown(text: str) -> Unhtmled:
    """Write the HTML of a Markdown text as Markdown; code stays as it is, words always stay."""
    if not _HAS_HTML.search(text):
        return Unhtmled(text)
    kept = keep_code(text)
    result = Unhtmled("")
    body = without_comments(kept.text)
    body = _blocks(body, result)
    body = _AUTOLINK.sub(lambda found: kept.keep(found[0]), body)
    result.text = kept.restored(_inline(body, result))
    return result


def without_comments(text: str) -> str:
    """The text without `<!-- … -->`; one that is never closed stays."""
    first, *rest = text.split("<!--")
    pieces = [first]
    for piece in rest:
        inside, end, after = piece.partition("-->")
        pieces.append(after if end else f"<!--{inside}")
    return "".join(pieces)


def _blocks(text: str, result: Unhtmled) -> str:
    """Elements that begin a line and are blocks are converted whole."""
    lines = text.split("\n")
    written: list[str] = []
    at = 0
    while at < len(lines):
        if found := _BLOCK.match(lines[at]):
            end = _end_of(lines, at, found[1].lower())
            written += _converted(lines[at:end], result)
            at = end
        elif _ANY_BLOCK.match(lines[at]):
            end = at
            while end < len(lines) and lines[end].strip():
                end += 1
            written += _converted(lines[at:end], result)
            at = end
        else:
            written.append(lines[at])
            at += 1
    return "\n".join(written)


def _end_of(lines: list[str], start: int, name: str) -> int:
    """The line after the one in which the element ends; without an end, the next blank one."""
    sign = re.compile(rf"<(/?){name}\b", re.IGNORECASE)
    depth = 0
    for number in range(start, min(len(lines), start + 2000)):
        for found in sign.finditer(lines[number]):
            depth += -1 if found[1] else 1
        if depth <= 0:
            return number + 1
    end = start
    while end < len(lines) and lines[end].strip():
        end += 1
    return max(end, start + 1)


def _converted(lines: list[str], result: Unhtmled) -> list[str]:
    html = "\n".join(lines)
    if _is_markdown_inside(html):
        # Only the wrapping is HTML; what is in it is Markdown, as markdown="1" says or a blank line shows.
        return [
            "",
            *re.sub(r"</?(?:div|section|article|details|summary|p|center)\b[^<>]{0,2000}>", "", html).split("\n"),
            "",
        ]
    converted = html_as_markdown(html)
    result.removed += converted.removed
    return ["", *converted.markdown.rstrip("\n").split("\n"), ""]


def _is_markdown_inside(html: str) -> bool:
    if re.search(r"\bmarkdown\s*=\s*[\"']?(?:1|block|span)", html):
        return True
    names = {token.name for token in tokens(html) if isinstance(token, Tag)}
    if not names <= {"div", "section", "article", "details", "summary", "p", "center", "a", "img", "br"}:
        return False
    return bool(re.search(r"\]\([^()\s]+\)|(?<!\w)(\*\*|__)\S", html)) and "<img" not in html


def _inline(text: str, result: Unhtmled) -> str:
    for _ in range(6):
        text, count = _PAIRED.subn(lambda found: _pair(found, result), text)
        if not count:
            break
    return _INLINE.sub(lambda found: _single(found, result), text)


def _pair(found: re.Match[str], result: Unhtmled) -> str:
    name, inner = found[1].lower(), found[3]
    if name == "code":
        return f"`{inner.strip()}`" if "`" not in inner and inner.strip() else inner
    if name == "a":
        return _link(found, result)
    sign = _SIGNS.get(name, "")
    words = inner.strip()
    if not sign or not words or "\n\n" in inner or words[0] in "*_" or words[-1] in "*_":
        return f"‘{inner}’" if name == "q" else inner
    start = inner.find(words)
    return f"{inner[:start]}{sign}{words}{sign}{inner[start + len(words) :]}"


def _link(found: re.Match[str], result: Unhtmled) -> str:
    opening = f"<a{found[2]}>"
    inner = _INLINE.sub(lambda one: _single(one, result), found[3])
    tag = next(iter(tokens(opening)), None)
    href = tag.attributes.get("href", "") if isinstance(tag, Tag) else ""
    words = " ".join(inner.split())
    if not href or not words:
        return inner
    shell = html_as_markdown(f'<a href="{_quoted(href)}">x</a>').markdown.strip()
    return f"[{words}]{shell[3:]}" if shell.startswith("[x](") else inner


def _single(found: re.Match[str], result: Unhtmled) -> str:
    tag = next(iter(tokens(found[0])), None)
    if not isinstance(tag, Tag):
        return ""
    if tag.name == "br":
        return "\\\n" if found.end() < len(found.string) and found.string[found.end()] != "\n" else "\\"
    if tag.name == "img":
        return html_as_markdown(found[0]).markdown.strip()
    if tag.name == "wbr" or not re.fullmatch(r"[a-z][a-z0-9-]*", tag.name):
        return ""
    if tag.name in ("script", "style", "iframe", "svg", "form", "input", "object", "embed"):
        result.removed[
            {"iframe": "frame", "embed": "frame", "object": "frame"}.get(tag.name, "script")
        ] += not tag.closing
        return html_as_markdown(found[0]).markdown.strip() if tag.name == "iframe" else ""
    return ""


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
