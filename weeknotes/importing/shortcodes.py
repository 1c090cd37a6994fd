"""WordPress's words in square brackets: a caption stays as words, an embedded address as a link. Pure; none is run."""

import re
from html import escape

_CAPTION = re.compile(
    r"\[(wp_)?caption\b([^\[\]]{0,2000})\](.{0,20000}?)\[/(?:wp_)?caption\]", re.IGNORECASE | re.DOTALL
)
_CAPTION_WORDS = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)'|&quot;(.*?)&quot;|“([^”]*)”)""", re.IGNORECASE)
_IMAGE = re.compile(r"(?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,4000}>(?:\s*</a>)?", re.IGNORECASE)
_EMBED = re.compile(
    r"\[(embed|youtube|vimeo|soundcloud|audio|video|playlist)\b([^\[\]]{0,2000})\](?:([^\[\]]{0,2000})\[/\1\])?", re.I
)
_ADDRESS = re.compile(r"https?://[^\s\"'<>\[\]]+")
_CODE = re.compile(r"\[(code|sourcecode|source)\b[^\[\]]{0,500}\](.*?)\[/\1\]", re.IGNORECASE | re.DOTALL)
_GONE = (
    "gallery|contact-form|contact-field|jetpack\\S*|more|nextpage|subscribe\\S*|recent-posts|archives|polldaddy|crowdsignal"
    "|contact-form-7|slideshow|googlemaps|rev_slider|toc|vc_\\w+|et_pb_\\w+|fusion_\\w+|av_\\w+|gravityform|mc4wp_form|wpforms|ninja_form"
    "|sharethis|social\\S*|widget\\S*|dropcap|column\\w*|one_half\\w*|one_third\\w*|two_third\\w*|row|button|tabs?|accordion\\w*"
    "|spacer|divider|clear|blockquote|quote|highlight|intro|lead|footnote|note|alert|box"
)
_TAG = re.compile(rf"\[/?(?:{_GONE})(?:\s[^\[\]]{{0,2000}})?/?\]", re.IGNORECASE)
# Any other that is opened with a value and closed again: what stands between is the writer's.
_PAIR = re.compile(
    r"\[([a-z][a-z0-9]*(?:[_-][a-z0-9]+)*)((?:\s+[\w-]+=(?:\"[^\"\[\]]*\"|'[^'\[\]]*'|&quot;.{0,200}?&quot;|[^\s\[\]\"']+))*)\s*\]"
    r"(.{0,20000}?)\[/\1\]",
    re.IGNORECASE | re.DOTALL,
)
_TITLE_IN = re.compile(r"""\b(?:title|heading|caption)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"\s*\[(footnotes?|efn_note|efn|fn|ref|mfn|sidenote|modern_footnote)(?:\s[^\[\]]{0,300})?\](.{0,5000}?)\[/\1\]",
    re.IGNORECASE | re.DOTALL,
)
_DOWNLOAD = re.compile(r"<a\b[^<>]{0,1000}\bwp-block-file__button\b[^<>]{0,1000}>[^<>]{0,200}</a>", re.IGNORECASE)
_ESCAPED = re.compile(r"\[(\[[a-z_-]+[^\[\]]{0,500}\])\]", re.IGNORECASE)


def without_shortcodes(content: str) -> str:
    """A post's HTML without its shortcodes: what they show a reader stays, what stood between them as well."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\ue022{len(kept) - 1}\ue023"

    content = content.replace("\ue022", "")
    content = _CODE.sub(
        lambda found: keep(f"<pre>{found[2] if '&lt;' in found[2] else escape(found[2])}</pre>"), content
    )
    content = _ESCAPED.sub(lambda found: keep(found[1]), content)
    content = _CAPTION.sub(_figure, _DOWNLOAD.sub("", content))
    content = _with_footnotes(content)
    content = _EMBED.sub(_link, content)
    content = _TAG.sub("", content)
    for _depth in range(3):
        content = _PAIR.sub(_between, content)
    return re.sub("\ue022(\\d+)\ue023", lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", content)


def _figure(found: re.Match[str]) -> str:
    inner = found[3].strip()
    image = _IMAGE.search(inner)
    words = inner[: image.start()] + inner[image.end() :] if image else inner
    if not words.strip() and (said := _CAPTION_WORDS.search(found[2])):
        words = next((group for group in said.groups() if group), "")
    return f"\n\n<figure>{image[0] if image else ''}<figcaption>{words.strip()}</figcaption></figure>\n\n"


def _link(found: re.Match[str]) -> str:
    address = _ADDRESS.search(found[3] or "") or _ADDRESS.search(found[2])
    if not address:
        return ""
    url = escape(address[0])
    return f'\n\n<a href="{url}">{url}</a>\n\n'


def _between(found: re.Match[str]) -> str:
    """What stands between a code and its end, under its title if it has one."""
    said = _TITLE_IN.search(found[2])
    title = escape(next((group for group in said.groups() if group), "")) if said else ""
    inner: str = found[3]
    return f"\n\n<p><strong>{title}</strong></p>\n\n{inner}" if title else inner


def _with_footnotes(content: str) -> str:
    """Footnotes written where they are called become marks, and a list of them below."""
    texts: list[str] = []

    def mark(found: re.Match[str]) -> str:
        texts.append(found[2].strip())
        number = len(texts)
        return f'<sup><a href="#sc-fn-{number}" id="sc-ref-{number}">{number}</a></sup>'

    # What is never closed is not looked for.
    content = _FOOTNOTE.sub(mark, content) if "[/" in content else content
    if not texts:
        return content
    rows = "".join(
        f'<li id="sc-fn-{number}">{text} <a href="#sc-ref-{number}">↩</a></li>' for number, text in enumerate(texts, 1)
    )
    return f"{content}\n\n<ol>{rows}</ol>"
