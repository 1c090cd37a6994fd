"""What stands above a note of Jekyll, Hugo or Eleventy: YAML, TOML or JSON, as values that are safe to use. Pure."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import yaml

LONGEST = 20_000  # characters

_YAML = re.compile(r"\A\s*---(?:ya?ml)?[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML_NAMED = re.compile(r"\A\s*---toml[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NAMED_LINE = re.compile(r"^([A-Za-z_][\w .-]{0,40}?)\s*:(?:\s+(.*))?$")
# Lines at the very top without any rule around them, as Pelican and MultiMarkdown have them.
_BARE = re.compile(r"\A\s*((?:[A-Za-z][\w -]{0,30}:(?:[ \t].*)?\n(?:[ \t]+\S.*\n)*)+)(?:[ \t]*\n|\Z)")
_BARE_NAMES = {
    *("title", "date", "modified", "author", "authors", "category", "tags", "slug", "summary", "status", "lang"),
    *(
        "subtitle",
        "keywords",
        "published",
        "save_as",
        "url",
        "template",
        "categories",
        "draft",
        "layout",
        "description",
    ),
}
_SCRIPT_LINE = re.compile(r"\A\s*---(?:js|javascript)[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_JSON_LINE = re.compile(r"\A\s*---json[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass
class FrontMatter:
    """The values by their names in small letters, what follows them, and a sentence if they could not all be read."""

    values: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    problem: str = ""


class _Refused(yaml.YAMLError):
    """A YAML text that uses what no note needs."""


class _Loader(yaml.SafeLoader):
    """Plain values only: anchors and aliases, which can make much of little, are refused."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused("anchors and aliases are not read")
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> FrontMatter:
    """Read what stands above a text. A text without any comes back whole, with no values."""
    if found := _JSON_LINE.match(text):
        return _read(text, found[1], found.end(), json.loads)
    if found := _SCRIPT_LINE.match(text):
        return _read(text, found[1], found.end(), _script)
    if found := _TOML.match(text) or _TOML_NAMED.match(text):
        return _read(text, found[1], found.end(), tomllib.loads)
    if found := _YAML.match(text):
        if not re.search(r"^\s*[\w\"'-][^:\n]*:", found[1], re.MULTILINE) and found[1].strip():
            return FrontMatter(body=text)  # two rules with a text between them
        return _read(text, found[1], found.end(), _yaml)
    if re.match(r"\s*\{\s*\"", text):
        try:
            values, end = json.JSONDecoder().raw_decode(text.lstrip()[:LONGEST])
        except (ValueError, RecursionError):
            return FrontMatter(body=text)
        if isinstance(values, dict):
            return FrontMatter(_lowered(values), text.lstrip()[end:].lstrip("\n"))
    if (found := _BARE.match(text[:LONGEST])) and _is_bare(found[1]):
        return FrontMatter(_by_lines(found[1]), text[found.end() :].lstrip("\n"))
    return FrontMatter(body=text)


def _is_bare(top: str) -> bool:
    """Whether lines at the top without rules around them are values: names of programs, a title or a day among them."""
    values = _by_lines(top)
    status = words_of(values.get("status")).lower()
    if status not in ("", "draft", "published", "hidden", "skip"):
        return False  # "Status: amber" is what the note says
    known = values.keys() & _BARE_NAMES
    return bool(known & {"title", "date"}) and ("title" in known or len(known) > 1) and len(values) - len(known) <= 2


def _script(text: str) -> Any:
    """The values of an object written as in a script, one a line; nothing of it is run."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        lines = [re.sub(r",\s*$", "", line).strip() for line in text.strip().strip("{};").split("\n")]
        return _by_lines("\n".join(re.sub(r"""^["'](\w+)["']\s*:""", r"\1:", line) for line in lines if line))


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, made stricter


def _read(text: str, top: str, end: int, load: Any) -> FrontMatter:
    body = text[end:].lstrip("\n")
    if len(top) > LONGEST:
        return FrontMatter(body=text, problem="What stands above the text is too long to be read; it was left in it.")
    try:
        values = load(top)
    except _Refused:
        return FrontMatter(_by_lines(top), body, "Anchors and aliases above the text were not read.")
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError, OverflowError, LookupError):
        values = _by_lines(top)
        problem = "What stands above the text is not well formed; it was read line by line."
        return FrontMatter(values, body, problem) if values else FrontMatter(body=text, problem=problem)
    if values is None:
        return FrontMatter({}, body)
    if not isinstance(values, dict):
        return FrontMatter(body=text, problem="What stands above the text names no values; it was left in it.")
    return FrontMatter(_lowered(values), body)


def _lowered(values: dict[Any, Any]) -> dict[str, Any]:
    return {str(name).strip().lower().replace("-", "_"): value for name, value in values.items()}


def _by_lines(text: str) -> dict[str, Any]:
    """`name: value` lines and lists under their names, where the whole is no YAML: a title with a colon in it, say."""
    values: dict[str, Any] = {}
    name = ""
    for line in text.split("\n"):
        if found := _NAMED_LINE.match(line):
            name = found[1].strip().lower().replace("-", "_")
            values[name] = _unquoted(found[2] or "")
            if values[name] in (">", "|", ">-", "|-", ">+", "|+"):
                values[name] = ""
        elif name and (point := re.match(r"\s*-\s+(.*)$", line)):
            listed = values[name] if isinstance(values[name], list) else []
            values[name] = [*listed, _unquoted(point[1])]
        elif name and line[:1] in (" ", "\t") and line.strip() and isinstance(values[name], str):
            values[name] = f"{values[name]} {line.strip()}".strip()
    return values


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def words_of(value: object) -> str:
    """One value as words: a title that is a number, a date, a list of one."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (words_of(one) for one in value[:50])))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    try:
        return " ".join(str(value).split())
    except ValueError:  # a number of thousands of figures
        return ""


def list_of(value: object, *, spaced: bool = False) -> list[str]:
    """A list of words, or one string of them: parted by commas, or if `spaced` by spaces as in Jekyll's tags."""
    if isinstance(value, str):
        parts = value.split(",") if "," in value or not spaced else value.split()
        return [part.strip(" \"'[]") for part in parts if part.strip(" \"'[]")]
    if isinstance(value, list | tuple):
        return [words for one in value[:200] if (words := words_of(one))]
    words = words_of(value)
    return [words] if words else []


def is_true(value: object) -> bool:
    """`true`, `yes`, 1 in any writing."""
    return value is True or words_of(value).lower() in ("true", "yes", "on", "1")


def is_false(value: object) -> bool:
    """`false`, `no`, 0 in any writing, and not a value that is absent."""
    return value is False or words_of(value).lower() in ("false", "no", "off", "0")
