"""A Markdown file with or without front matter, of Jekyll, Hugo, Eleventy or none of them, as a note. Pure."""

import re
from typing import Any

from hackit.text import plain_text
from weeknotes.importing.addresses import is_web
from weeknotes.importing.code_kept import keep_code
from weeknotes.importing.days import day_in
from weeknotes.importing.found import Found
from weeknotes.importing.front_matter import FrontMatter, is_false, is_true, list_of, words_of
from weeknotes.importing.html_tidy import removed_in_words
from weeknotes.importing.items import Skipped, Why
from weeknotes.importing.markdown_html import html_in_markdown, without_comments
from weeknotes.importing.plaintext import title_apart
from weeknotes.importing.signs import INVISIBLE
from weeknotes.importing.site_shapes import Shape
from weeknotes.importing.template_code import removed_in_words as templates_in_words
from weeknotes.importing.template_code import without_template_code

_DATES = (
    *("date", "published", "publishdate", "publish_date", "published_at", "pubdate", "pub_date", "pubdatetime"),
    *("date_published", "posted", "posted_at", "created", "created_at", "date_created"),
)
_WEEKS = tuple(
    "week week_commencing weekcommencing week_beginning week_starting week_of week_start wc w_c".split()  # noqa: SIM905
)
_WEEK_ENDS = ("week_ending", "weekending", "week_end", "week_ends", "w_e")
_TITLES = ("title", "pagetitle", "page_title", "headline", "linktitle")
_SUMMARIES = (
    *("summary", "excerpt", "extract", "description", "standfirst", "subtitle", "sub_title", "lede", "intro", "tldr"),
    *("metadescription", "meta_description"),
)
_TERMS = ("categories", "category", "tags", "tag", "topics", "topic", "keywords")
_ALIASES = ("aliases", "alias", "redirect_from", "redirects", "old_urls", "permalinks")
_DRAFT_WORDS = {"draft", "pending", "unpublished", "future", "scheduled"}
# Names whose values tell a program how to show the note, and a reader nothing.
_FOR_PROGRAMS = {
    *("title", "layout", "type", "slug", "url", "permalink", "canonical_url", "canonical", "draft", "status"),
    *("password", "author", "authors", "taxonomies", "published", "lastmod", "updated", "modified", "weight"),
    *("last_modified_at", "comments", "toc", "math", "mermaid", "sitemap", "eleventynavigation", "private"),
    *("eleventyexcludefromcollections", "hidden", "id", "guid", "uuid", "order", "template", "css", "js", "class"),
    *("templateengineoverride", "lang", "locale", "markup", "outputs", "expirydate", "search", "robots", "noindex"),
    *("pin", "pinned", "featured", "date_updated", "key", "nav_order", "parent", "has_toc", "excerpt_separator"),
    *(
        *_TITLES,
        "showtoc",
        "tocopen",
        "linktitle",
        "iscjklanguage",
        "meta",
        "image",
        "images",
        "img",
        "cover",
        "thumbnail",
    ),
    *("year", "month", "day", "ref", "hidetitle", "hide_title", "templateclass", "eleventycomputed"),
    *("heroimage", "hero_image", "feature_image", "translations", "translationkey", "author_slug"),
    *("header", "hero", "og_image", "featured_image", "resources", "social"),
    *(
        *_DATES,
        *_WEEKS,
        *_WEEK_ENDS,
        "year",
        "month",
        "day",
        "ref",
        "hidetitle",
        "hide_title",
        "templateclass",
        "eleventycomputed",
        *_SUMMARIES,
        *_TERMS,
        *_ALIASES,
    ),
}
_BULLET = re.compile(r"^([ ]*)[•◦▪●○‣⁃∙][ \t]+", re.MULTILINE)
_INVISIBLE = re.compile(f"{INVISIBLE}|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\ue030]")
_UNDERLINED = re.compile(r"[^\n]{1,300}\n(?:=+|-+)[ ]*(?:\n|\Z)")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|li|br|h[1-6]|td|th|tr|figcaption|figure|blockquote|summary|dt|dd)\b[^<>]{0,4000}>", re.I
)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,4000}>")
_NOT_READ = re.compile(r"<(script|style|iframe|svg|noscript)\b.{0,20000}?</\1\s*>", re.DOTALL | re.IGNORECASE)


def read_markdown(path: str, front: FrontMatter, shape: Shape) -> Found | Skipped:
    """One file as a note, or why it is none. `shape`: of the site in which it stood."""
    values = front.values
    title = next((words for name in _TITLES if (words := words_of(values.get(name)))), "")
    if why := _why_not(path, values, title):
        return Skipped(path, title, why)
    untemplated = without_template_code(as_one_text(front.body))
    body = html_in_markdown(untemplated.text)
    markdown = _BULLET.sub(r"\1- ", body.text).strip("\n")
    if not markdown.strip():
        return Skipped(path, title, Why.EMPTY)
    summary = next((words for name in _SUMMARIES if (words := words_of(values.get(name)))), "")
    published = next((day for name in _DATES if (day := day_in(values.get(name)))), None)
    found = Found(
        key=path,
        title=title,
        markdown=markdown + "\n",
        words=readable_words(untemplated.text),
        summary=summary,
        published=published,
        is_draft=_is_draft(path, values),
        week_said=_week_said(values),
        path=path,
        path_is_publication=bool(re.search(r"(?:^|/)_(?:posts|drafts)/", path)),
        weeks_in_paths=shape.weeks_in_paths,
        terms=tuple(_terms(values, path)),
        authors=tuple(_authors(values)),
        warnings=list(
            filter(None, [front.problem, templates_in_words(untemplated.removed), removed_in_words(body.removed)])
        ),
    )
    found.address, found.aliases = shape.addresses(path, values, published)
    if is_web(canonical := words_of(values.get("canonical_url") or values.get("canonical"))):
        found.aliases = (*found.aliases, *filter(None, [found.address]))
        found.address = canonical
    if not title:
        _title_from_text(found)
    if left := _left_out(values):
        found.warnings.append(f"Left out from the top: {left}.")
    return found


def as_one_text(text: str) -> str:
    """With one kind of line end, and without what nobody sees."""
    return _INVISIBLE.sub("", re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", text)).replace("\u00a0", " ")


def readable_words(markdown: str) -> str:
    """What a reader saw of a Markdown text that may hold HTML, to compare with."""
    kept = keep_code(markdown)
    text = _NOT_READ.sub(" ", without_comments(kept.text))
    text = re.sub(
        r"<((?:https?:|mailto:)[^\s<>]+)>", lambda found: kept.keep(f"<{found[1]}>"), text, flags=re.IGNORECASE
    )
    text = _ANY_TAG.sub("", _BLOCK_TAG.sub(" ", text))
    return plain_text(kept.restored(text))


def _title_from_text(found: Found) -> None:
    """A first line that is a title, and a line that says it is the summary, as in a pasted text."""
    if _UNDERLINED.match(found.markdown):
        return  # a heading, which is taken as every first heading is
    title, summary, rest = title_apart(found.markdown)
    if title:
        found.title, found.markdown = title, rest
        found.summary = found.summary or summary


def _week_said(values: dict[str, Any]) -> str:
    """What stands at the top for the week: its first day, its last or its number, with the year if that is given."""
    year = words_of(values.get("year"))
    for name in _WEEKS:
        if words := words_of(values.get(name)):
            return f"{year}-W{words}" if words.isdigit() and re.fullmatch(r"20\d\d", year) else words
    return next((f"week ending {words}" for name in _WEEK_ENDS if (words := words_of(values.get(name)))), "")


def _why_not(path: str, values: dict[str, Any], title: str) -> Why | None:
    if words_of(values.get("password")):
        return Why.PASSWORD
    if is_true(values.get("private")) or words_of(values.get("status")).lower() == "private":
        return Why.PRIVATE
    says_week = bool(re.search(r"week", f"{title} {path.rsplit('/', 1)[-1]}", re.IGNORECASE))
    if (
        words_of(values.get("layout")).lower() in ("page", "home", "archive", "default_page", "search")
        and not says_week
    ):
        return Why.PAGE
    return Why.PAGE if path.rsplit("/", 1)[-1] == "_index.md" else None


def _is_draft(path: str, values: dict[str, Any]) -> bool:
    return (
        (bool(words_of(values.get("draft"))) and not is_false(values.get("draft")))
        or is_false(values.get("published"))
        or words_of(values.get("status")).lower() in _DRAFT_WORDS
        or is_true(values.get("eleventyexcludefromcollections"))
        or bool(re.search(r"(?:^|/)_?drafts/", path, re.IGNORECASE))
    )


def _terms(values: dict[str, Any], path: str) -> list[str]:
    nested = values.get("taxonomies")
    groups = [values, nested] if isinstance(nested, dict) else [values]
    found = [
        term
        for group in groups
        for name in _TERMS
        for term in list_of(group.get(name), spaced=name in ("tags", "categories"))
    ]
    return list(dict.fromkeys(term for term in found if len(term) <= 200))


def _authors(values: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name in ("author", "authors"):
        value = values.get(name)
        for one in value if isinstance(value, list) else [value]:
            one = (one.get("name") or one.get("display_name")) if isinstance(one, dict) else one
            found += [name.strip() for name in one.split(";")] if isinstance(one, str) and ";" in one else list_of(one)
    return found[:20]


def _left_out(values: dict[str, Any]) -> str:
    left = []
    for name, value in values.items():
        words = words_of(value)
        if name not in _FOR_PROGRAMS and words and not isinstance(value, bool | int | float):
            left.append(f"{name}: {words[:80]}")
    return "; ".join(left[:10])
