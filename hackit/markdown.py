"""The Markdown parser, what is done to its tokens, and the allow-list behind it. Used by hackit/text.py."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import nh3
from django.utils.html import format_html
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

EMBED_REF = r"[a-z0-9]{10}"
ImageSizes = Mapping[str, tuple[int, int]]
"""Width and height in pixels of images, by the address at which they stand in a text."""

_EMBED_LINE = re.compile(rf"\{{\{{point:({EMBED_REF})\}}\}}")
_BARE_URL = re.compile(r"(?<![\w@/])https?://[^\s<>\"`]{1,2000}", re.IGNORECASE)

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "s", "a", "img", "sup", "section", "table", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "class", "aria-label"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"class", "aria-label"},
    "sup": {"class"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_CLASSES = {"footnote-ref", "footnote-back", "footnotes"}
_REL = "noopener noreferrer"  # of links that lead elsewhere
_URL_SCHEMES = {"http", "https", "mailto", "tel"}


def _embed_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A line of its own, not inside a list or a quotation, that names a point."""
    if state.level or state.blkIndent or state.sCount[start_line] >= 4:
        return False
    line = state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]]
    found = _EMBED_LINE.fullmatch(line.strip())
    if not found:
        return False
    if not silent:
        token = state.push("embed", "p", 0)
        token.map = [start_line, start_line + 1]
        token.meta = {"ref": found[1]}
        state.line = start_line + 1
    return True


def _make_parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False)
    md.block.ruler.before("fence", "embed", _embed_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.add_render_rule("embed", _render_embed)
    md.add_render_rule("footnote_ref", _render_footnote_ref)
    md.add_render_rule("footnote_block_open", _render_footnotes_open)
    md.add_render_rule("footnote_open", _render_footnote_open)
    md.add_render_rule("footnote_anchor", _render_footnote_back)
    md.core.ruler.push("figures", _make_figures)
    md.core.ruler.before("footnote_tail", "footnotes_without_a_mark", _keep_footnotes_without_a_mark)
    md.parse("a", {})  # its lists of rules are put together at the first text: of two threads one would see half a list
    return md


def parse(markdown: str, env: dict[str, Any]) -> list[Token]:
    """The blocks of a text, with bare addresses linked and images from elsewhere turned into links."""
    tokens = _md.parse(markdown, env)
    for token in tokens:
        if token.children:
            token.children = [_marked_external(c) for c in _with_links(_without_remote_images(token.children))]
    return tokens


def _make_figures(state: Any) -> None:
    """A paragraph that is one image with a title is a figure, and the title its caption."""
    tokens = state.tokens
    for number, inline in enumerate(tokens):
        children = inline.children or []
        if inline.type != "inline" or len(children) != 1 or children[0].type != "image":
            continue
        before, after = tokens[number - 1], tokens[number + 1]
        caption = str(children[0].attrs.get("title", "")).strip()
        if (
            before.type != "paragraph_open"
            or before.hidden
            or not caption
            or not _is_local(str(children[0].attrs["src"]))
        ):
            continue
        before.tag = after.tag = "figure"
        del children[0].attrs["title"]
        children += [Token("caption_open", "figcaption", 1), _text(caption), Token("caption_close", "figcaption", -1)]


def set_image_sizes(tokens: Iterable[Token], sizes: ImageSizes) -> None:
    """Write on the images of tokens how large they are, so that no page jumps when they come."""
    for token in tokens:
        for child in token.children or []:
            size = sizes.get(str(child.attrs.get("src", ""))) if child.type == "image" else None
            if size:
                child.attrs |= {"width": str(size[0]), "height": str(size[1]), "loading": "lazy"}


def _keep_footnotes_without_a_mark(state: Any) -> None:
    """A footnote that nothing points to is text as well: it stays, after the others."""
    footnotes = state.env.get("footnotes", {})
    listed = footnotes.setdefault("list", {}) if footnotes else {}
    for label, number in footnotes.get("refs", {}).items():
        if number < 0:
            footnotes["refs"][label] = len(listed)
            listed[len(listed)] = {"label": label[1:], "count": 0}


def _without_remote_images(children: Iterable[Token]) -> list[Token]:
    """Images from elsewhere become links, inside a link its words: a page of ours fetches nothing from others."""
    kept: list[Token] = []
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        source = str(token.attrs.get("src", ""))
        if token.type != "image" or _is_local(source):
            kept.append(token)
        elif depth:
            kept.append(_text(token.content.strip() or "Image"))
        else:
            kept += _link(source, token.content.strip() or "Image")
    return kept


def _with_links(children: Sequence[Token]) -> list[Token]:
    """Addresses typed bare become links, outside the links that are there already."""
    linked: list[Token] = []
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or depth or "://" not in token.content:
            linked.append(token)
            continue
        at = 0
        for found in _BARE_URL.finditer(token.content):
            url = _without_closing_punctuation(found.group())
            href = _md.normalizeLink(url)
            if not _md.validateLink(href):
                continue
            linked += [_text(token.content[at : found.start()]), *_link(href, url)]
            at = found.start() + len(url)
        linked.append(_text(token.content[at:]))
    return linked


def _without_closing_punctuation(url: str) -> str:
    """The sentence's own full stop or bracket is not part of the address that stands before it."""
    while url[-1] in ".,;:!?'’”*_)]}…":
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url


def _marked_external(token: Token) -> Token:
    if token.type == "link_open" and re.match(r"(https?:)?//", str(token.attrs.get("href", "")), re.IGNORECASE):
        token.attrSet("rel", _REL)
    return token


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(href: str, words: str) -> list[Token]:
    return [Token("link_open", "a", 1, attrs={"href": href}), _text(words), Token("link_close", "a", -1)]


def _is_local(source: str) -> bool:
    return source.startswith("/") and not source.startswith(("//", "/\\"))


def to_html(tokens: Sequence[Token], env: dict[str, Any], anchor_prefix: str) -> str:
    """The sanitised HTML of tokens from `parse()`; `env` is the one given to it."""
    env["anchor_prefix"] = anchor_prefix
    html = _md.renderer.render(tokens, _md.options, env)
    return _sanitised(html, _our_ids(tokens, anchor_prefix))


def _sanitised(html: str, ids: Collection[str]) -> str:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "id":
            return value if value in ids else None
        if attribute == "class":
            return value if value in _CLASSES else None
        if attribute == "rel":
            return value if value == _REL else None
        if tag == "img" and attribute == "src":
            return value if _is_local(value) else None
        if tag == "img" and attribute in ("width", "height"):
            return value if value.isdecimal() else None
        return value

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_URL_SCHEMES,
        link_rel=None,
    )


def _our_ids(tokens: Sequence[Token], prefix: str) -> set[str]:
    ids = {str(token.attrs["id"]) for token in tokens if "id" in token.attrs}
    for token in [*tokens, *(child for block in tokens for child in block.children or [])]:
        if token.type == "footnote_open":
            ids.add(_footnote_id(token, prefix))
        elif token.type == "footnote_ref":
            ids.add(_footnote_ref_id(token, prefix))
    return ids


# Underscores keep these apart from headings, whose anchors have none.
def _footnote_id(token: Token, prefix: str) -> str:
    return f"{prefix}footnote_{token.meta['id'] + 1}"


def _footnote_ref_id(token: Token, prefix: str) -> str:
    again = f"_{token.meta['subId'] + 1}" if token.meta.get("subId") else ""
    return f"{prefix}footnote_ref_{token.meta['id'] + 1}{again}"


def _render_embed(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"<p>{tokens[index].meta['placeholder']}</p>\n"


def _render_footnote_ref(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token, prefix = tokens[index], env["anchor_prefix"]
    return format_html(
        '<sup class="footnote-ref"><a href="#{}" id="{}" aria-label="Footnote {}">{}</a></sup>',
        _footnote_id(token, prefix),
        _footnote_ref_id(token, prefix),
        token.meta["id"] + 1,
        token.meta["id"] + 1,
    )


def _render_footnotes_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    # Two regions of one page may not share a name. A text with another prefix is one of several: it stays unnamed
    name = {"": "Footnotes", "staff_": "Footnotes for staff"}.get(env["anchor_prefix"], "")
    return f'<section class="footnotes" aria-label="{name}"><ol>' if name else '<section class="footnotes"><ol>'


def _render_footnote_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return format_html('<li id="{}">', _footnote_id(tokens[index], env["anchor_prefix"]))


def _render_footnote_back(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if not env["footnotes"]["list"][token.meta["id"]].get("count"):
        return ""
    return format_html(
        ' <a href="#{}" class="footnote-back" aria-label="Back to footnote mark {}">↩\ufe0e</a>',
        _footnote_ref_id(token, env["anchor_prefix"]),
        token.meta["id"] + 1,
    )


_md = _make_parser()
