"""Template code in a note (Liquid, Nunjucks, Hugo's): what it shows stays, the rest goes; none is run. Pure."""

import re
from dataclasses import dataclass
from html import escape

from weeknotes.importing.code_kept import KeptCode, keep_code

_INSIDE = r"(?:(?![{}%#]\}|\{[{%#])[\s\S]){0,3000}?"
_RAW = re.compile(r"\{%-?\s*(raw|verbatim)\s*-?%\}(.{0,20000}?)\{%-?\s*end(?:raw|verbatim)\s*-?%\}", re.DOTALL)
_COMMENT = re.compile(
    r"\{%-?\s*comment\b.{0,300}?%\}.{0,20000}?\{%-?\s*endcomment\s*-?%\}|\{#.{0,5000}?#\}|\{\{[<%]?/\*.{0,5000}?\*/[>%]?\}\}(?!\S)",
    re.DOTALL,
)
_SHOWN_HUGO = re.compile(r"\{\{([<%])/\*(.{0,3000}?)\*/([>%])\}\}", re.DOTALL)
_HIGHLIGHT = re.compile(
    r"\{(?:%-?|\{<)\s*highlight\s+([\w+#-]{1,30})[^{}]{0,300}?(?:-?%|>\})\}\n?(.{0,20000}?)\{(?:%-?\s*end|\{<\s*/\s*)highlight\s*(?:-?%|>\})\}",
    re.DOTALL,
)
_TAG = re.compile(
    rf"\{{%-?(?P<tag>{_INSIDE})-?%\}}|\{{\{{[<%]-?(?P<short>[\s\S]{{0,3000}}?)-?[>%]\}}\}}|\{{\{{-?(?P<value>{_INSIDE})-?\}}\}}"
)
_POINT = re.compile(r"\s*point:[a-z0-9]{10}\s*")
_NAMED = re.compile(r"""([\w-]+)\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s"'`,]+))""")
_QUOTED = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`""")
_ATTRIBUTE_LIST = re.compile(
    r"^[ \t]*\{:(?!\s*-)[^{}\n]{0,300}\}[ \t]*$\n?|(?<=\S)\{:[ .#\w][^{}\n]{0,300}\}|^\{::[^{}\n]{0,300}\}$", re.M
)
_CLASSES = re.compile(r"(?<=\S)[ \t]*\{(?:[.#][A-Za-z][\w-]{0,60}[ ]?){1,6}\}[ \t]*$", re.MULTILINE)
_HUGO_ATTRIBUTES = re.compile(r"^(#{1,6} .*?)\s*\{#[\w-]{1,80}\}\s*$", re.MULTILINE)
_TOC = re.compile(r"^(?:\[\[?_?TOC_?\]?\]|[*-] TOC)[ ]*\n?", re.MULTILINE | re.IGNORECASE)
# What a shortcode of whatever name shows to a reader.
_WORDS = ("title", "heading", "text", "quote", "content", "caption", "attr", "cite", "author", "summary", "description")
_VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "instagram": "https://www.instagram.com/p/",
}


@dataclass
class Untemplated:
    """The text without template code, and how many pieces were taken out without anything in their place."""

    text: str
    removed: int = 0


_GONE = "\ue02b"  # where code stood, until it is known whether a point of a list held anything else
_POINT_GONE = re.compile(rf"^[ \t]*(?:[-*+]|\d{{1,9}}[.)])[ \t]*{_GONE}[ \t{_GONE}]*(?:\n|\Z)", re.MULTILINE)


def without_template_code(text: str) -> Untemplated:
    """Take out template code. What figure, image, video and link codes say stays, as Markdown."""
    if "{" not in text:
        return Untemplated(_TOC.sub("", text) if "TOC" in text.upper() else text)
    kept = keep_code(text)
    kept.pieces = [_shown_in_code(piece) for piece in kept.pieces]
    result = Untemplated("")
    body = _SHOWN_HUGO.sub(lambda found: kept.keep(f"{{{{{found[1]}{found[2]}{found[3]}}}}}"), kept.text)
    # What is never closed is not looked for: the search for its end would take for ever.
    if re.search(r"\{%-?\s*end(?:raw|verbatim)", body):
        body = _RAW.sub(lambda found: kept.keep(found[2]), body)
    if re.search(r"(?:end|/\s?)highlight", body):
        body = _HIGHLIGHT.sub(lambda found: _fence(found, kept), body)
    body, comments = _COMMENT.subn("", body) if re.search(r"endcomment|#\}|\*/", body) else (body, 0)
    body = _CLASSES.sub("", _HUGO_ATTRIBUTES.sub(r"\1", _ATTRIBUTE_LIST.sub("", body)))
    result.removed += comments

    def replaced(found: re.Match[str]) -> str:
        shown = _shown(found)
        if shown is None:
            result.removed += 1
        return _GONE if shown is None else shown

    body = _POINT_GONE.sub("", _TAG.sub(replaced, body)).replace(_GONE, "")
    result.text = kept.restored(_TOC.sub("", body))
    return result


def removed_in_words(removed: int) -> str:
    """How much template code was taken out, as a sentence, "" for none."""
    if not removed:
        return ""
    return f"Template code was taken out: {removed} {'piece' if removed == 1 else 'pieces'}."


def _fence(found: re.Match[str], kept: KeptCode) -> str:
    return "\n" + kept.keep(f"```{found[1]}\n{found[2].rstrip()}\n```") + "\n"


def _shown_in_code(piece: str) -> str:
    """In code everything stays to be read, without the signs that only kept it from being run."""
    piece = re.sub(r"\{%-?\s*(?:end)?(?:raw|verbatim)\s*-?%\}\n?", "", piece)
    return _SHOWN_HUGO.sub(r"{{\1\2\3}}", piece)


def _shown(found: re.Match[str]) -> str | None:
    """What a piece of template code shows, "" for nothing that needs telling, None where something went."""
    if found["value"] is not None:
        return _value(found["value"], found[0])
    code = (found["tag"] if found["tag"] is not None else found["short"]).strip()
    name, _, rest = code.partition(" ")
    name = name.strip().lower()
    if name in ("raw", "endraw", "verbatim", "endverbatim"):
        return ""
    if name == "include" or name == "include_relative":
        name = rest.strip().split(" ")[0].rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
        rest = rest.strip().partition(" ")[2]
    named = {key.lower(): _first(values) for key, *values in _NAMED.findall(rest)}
    listed = [_first(values) for values in _QUOTED.findall(_NAMED.sub(" ", rest))]
    bare = _NAMED.sub(" ", rest).split()
    if name in ("link", "post_url", "ref", "relref"):
        target = named.get("path") or (listed or bare or [""])[0]
        return f"_posts/{target}.md" if name == "post_url" and target else target or None
    if name in _VIDEOS or name in ("tweet", "x", "twitter", "gist"):
        return _video(name, named, listed or bare)
    if re.search(r"figure|image|img|picture|photo", name):
        return _figure(named, listed)
    words = [named[key] for key in _WORDS if named.get(key)]
    return f"\n\n{' – '.join(words)}\n\n" if words and not name.startswith(("/", "end")) else None


def _value(code: str, whole: str) -> str | None:
    """A value in braces: an address that a filter only completes is an address, a mark of ours stays."""
    if _POINT.fullmatch(code):
        return whole
    code = code.strip()
    if found := re.match(r"""["']([^"']{1,500})["']\s*\|\s*\w*(?:url|link|asset|prepend|append)\w*""", code):
        return found[1]
    if re.fullmatch(
        r"(?:site|page)\.(?:base_?url|url|github\.url)|[\w.]*(?:baseurl|base_url|rootpath)", code, re.IGNORECASE
    ):
        return ""
    return None


def _figure(named: dict[str, str], listed: list[str]) -> str | None:
    source = next(
        (named[key] for key in ("src", "url", "image", "image_path", "path", "file", "link") if named.get(key)), ""
    )
    listed = [one for one in listed if one]
    if not source:
        source = next(
            (one for one in listed if re.search(r"\.(?:png|jpe?g|gif|webp|svg|avif)\b|^https?:|/", one, re.I)), ""
        )
    rest = [
        one
        for one in listed
        if one != source and not re.fullmatch(r"[\d,.%\s]*(?:px|vw|em|w)?[\s\S]{0,3}|\(.*\)\s*\S*", one)
    ]
    alt = named.get("alt") or (rest[0] if rest else "")
    caption = named.get("caption") or named.get("title") or (rest[1] if len(rest) > 1 else "")
    if named.get("attr"):
        caption = f"{caption} {named['attr']}".strip()
    if not source:
        return f"\n\n{alt} {caption}\n\n" if alt or caption else None
    words = re.sub(r"([\[\]])", r"\\\1", alt or caption)
    image = f"![{words}](<{source}>)" if re.search(r"[\s()]", source) else f"![{words}]({source})"
    more = f"\n\n{caption}" if caption and caption != alt and alt else ""
    return f"{image}{more}"


def _video(name: str, named: dict[str, str], listed: list[str]) -> str | None:
    key = named.get("id") or (listed[-1] if listed else "")
    user = named.get("user") or (listed[0] if len(listed) > 1 else "")
    if not re.fullmatch(r"[\w./:?=&%-]{1,300}", key):
        return None
    if key.startswith("http"):
        return f"<{key}>"
    if name in _VIDEOS:
        return f"<{_VIDEOS[name]}{key}>"
    if name == "gist":
        return f"<https://gist.github.com/{escape(user)}/{key}>" if re.fullmatch(r"[\w-]{0,60}", user) else None
    return f"<https://twitter.com/{user or 'i'}/status/{key}>" if re.fullmatch(r"\w{0,60}", user) else None


def _first(values: list[str] | tuple[str, ...]) -> str:
    return next((re.sub(r"\\(.)", r"\1", value) for value in values if value), "")
