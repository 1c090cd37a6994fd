"""The shape of the code, kept by tests: who may import whom, the only way in to a record, nothing inline.

Each rule is a function from one file's text to what breaks it, and each is first shown a line that does.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("hackit", "weeknotes", "meetings")

TOP_LEVEL = {
    *(".ci", ".gitignore", "LICENSE", "Makefile", "README.md", "manage.py", "pyproject.toml"),
    *(
        "requirements.lock",
        "requirements-dev.lock",
        "docs",
        "hackit",
        "meetings",
        "templates",
        "tests",
        "weeknotes",
    ),
}
IGNORED = {".git", ".venv", "var", ".coverage", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}

# Text of ours that is marked as safe HTML, each with its reason.
MAY_MARK_SAFE = {
    "hackit/text.py": "returns what nh3 has cleaned",
    "hackit/search/snippets.py": "escapes, then puts <mark> around what matched",
}

# Questions to a whole table in a view, each with its reason.
MAY_ASK_THE_TABLE = {
    ("hackit/views/home.py", "Forum.objects.exists("): "whether this place is new; says nothing about any group",
    ("hackit/views/home.py", "Entry.objects.exists("): "whether this place is new; says nothing about any record",
}

# Files that are one table and nothing else.
MAY_BE_LONG = {"tests/meetings/capture/lines.py": "typed lines and what each becomes, a row each"}

# The packages of meetings/ from the ground up: a package's models import those of packages before it only.
PACKAGES = (
    "capture", "agenda", "lines", "actions", "ahead", "decisions", "money", "figures", "enquiries", "proposals",
    "audit", "publishing", "room", "reminders",
)  # fmt: skip


# Modules of the ground that capture may import: words go in, what stands in them comes out.
READS_WORDS = ("hackit/amounts.py", "hackit/list_signs.py", "hackit/quantities.py")


def modules() -> Iterator[tuple[str, str]]:
    """Every module of the three apps but migrations: its path from the root, and its text."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                yield name, path.read_text()


def templates() -> Iterator[tuple[str, str]]:
    """Every template: its path from the root, and its text."""
    for folder in [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]:
        for path in sorted(folder.rglob("*.html")):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


def broken(rule: Callable[[str, str], list[str]], files: Iterator[tuple[str, str]]) -> list[str]:
    """What `rule` finds in all files, as "path: what"."""
    return [f"{name}: {what}" for name, text in files for what in rule(name, text)]


# --- Imports ---


def imported(text: str) -> set[str]:
    """The dotted names that a module imports, `from a import b` as both a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def between_apps(name: str, text: str) -> list[str]:
    """hackit imports neither app; weeknotes and meetings never each other."""
    app = name.split("/")[0]
    forbidden = {"hackit": ("weeknotes", "meetings"), "weeknotes": ("meetings",), "meetings": ("weeknotes",)}[app]
    return [f"imports {other}" for other in sorted(imported(text)) if other.split(".")[0] in forbidden]


def rank(parts: list[str]) -> int:
    """How high a module stands: 0 models and the ground, 1 forms, filters, writes, 2 views, 3 urls."""
    if parts[-1] in ("urls", "apps", "admin", "wsgi", "gunicorn", "settings") or "management" in parts:
        return 3
    if any(re.fullmatch(r"(\w+_)?(views|feeds)|health", part) for part in parts):
        return 2
    if parts[:2] != ["hackit", "search"] and any(
        re.fullmatch(r"(\w+_)?(forms|filters|writes)", part) for part in parts
    ):
        return 1
    return 0


def module_of(dotted: str) -> list[str] | None:
    """The parts of the module of ours that a dotted name is or lies in, or None for anybody else's."""
    parts = dotted.split(".")
    if parts[0] not in APPS:
        return None
    while len(parts) > 1:
        path = ROOT.joinpath(*parts)
        if path.with_suffix(".py").exists() or (path / "__init__.py").exists():
            return parts
        parts = parts[:-1]
    return parts


def upward(name: str, text: str) -> list[str]:
    """Inside an app: urls -> views -> forms, filters, writes -> models; no views import another package's."""
    own = name.removesuffix(".py").removesuffix("/__init__").split("/")
    found = []
    for dotted in sorted(imported(text)):
        other = module_of(dotted)
        if other is None or other == own or len(other) == 1:
            continue
        if rank(other) > rank(own) and own[-1] != "apps":
            found.append(f"imports {dotted}, which stands above it")
        elif rank(own) == rank(other) == 2 and own[:-1] != other[:-1]:
            found.append(f"imports {dotted}: views share through forms, writes and models")
    return found


def package_order(name: str, text: str) -> list[str]:
    """Models of a package of meetings import models of packages before it; capture imports no package."""
    match = re.fullmatch(r"meetings/(\w+)/(?:.*/)?(\w+)\.py", name)
    if not match or match[1] not in PACKAGES or not (match[1] == "capture" or "models" in name):
        return []
    later = PACKAGES[PACKAGES.index(match[1]) + 1 :]
    return [
        f"imports {dotted}, a package after its own"
        for dotted in sorted(imported(text))
        if re.match(rf"meetings\.({'|'.join(later) or 'x^'})\b", dotted)
    ]


def impure_capture(name: str, text: str) -> list[str]:
    """meetings/capture reads words: no Django, no models, nothing of the ground but what reads words there."""
    if not name.startswith("meetings/capture/") and name not in READS_WORDS:
        return []
    allowed = tuple(path.removesuffix(".py").replace("/", ".") for path in READS_WORDS)
    found = (dotted for dotted in sorted(imported(text)) if dotted.split(".")[0] in ("django", *APPS))
    own = ("meetings.capture", *allowed)
    return [f"imports {dotted}" for dotted in found if not re.match(rf"(?:{'|'.join(own)})(?:\.|$)", dotted)]


def hidden_imports(name: str, text: str) -> list[str]:
    """No import inside a function, but in an AppConfig's ready()."""
    return [
        f"line {inner.lineno}: an import inside {node.name}()"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "ready"
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


# --- The only way in ---

_UNCHECKED = (
    "all|get|filter|exclude|first|last|latest|earliest|order_by|values|values_list|raw|extra|in_bulk|iterator|"
    "count|exists|aggregate|annotate|select_related|prefetch_related"
)
_WAYS_AROUND = (
    (
        re.compile(rf"\b[A-Z]\w*\.objects\.({_UNCHECKED})\("),
        "asks the table, not a QuerySet method such as visible_to",
    ),
    (
        re.compile(r"\bget_(object|list)_or_404\(\s*[A-Z]\w*(\.objects)?\s*,"),
        "gets a record without visible_to",
    ),
    (re.compile(r"\b_base_manager\b|\b_default_manager\b|\.cursor\(\)"), "goes round the QuerySets"),
)


def ways_around(name: str, text: str) -> list[str]:
    """In views and feeds records come from QuerySet methods that were told who asks."""
    if not re.search(r"(^|[/_])(views|feeds)(\.py|/)", name):
        return []
    return [
        f"line {text.count(chr(10), 0, match.start()) + 1}: {match[0]} {why}"
        for pattern, why in _WAYS_AROUND
        for match in pattern.finditer(text)
        if (name, match[0]) not in MAY_ASK_THE_TABLE
    ]


# --- Nothing marked safe, nothing inline, nothing left for later ---


def marked_safe(name: str, text: str) -> list[str]:
    """Escape first, then mark, and only in the modules that are there for it."""
    if name in MAY_MARK_SAFE:
        return []
    return re.findall(r"\|\s*safe(?:seq)?\b|\bmark_safe\b|\bSafe(?:String|Text)\((?!\x22\x22)|autoescape\s+off", text)


def inline(name: str, text: str) -> list[str]:
    """No style, script or handler inside a page: the Content-Security-Policy would refuse it.

    A letter's styles stand in it: mail programs fetch none.
    """
    if name == "templates/mail/base.html":
        text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text)
    tags = re.findall(r"<[a-zA-Z][^>]*>", text)
    found = [tag[:80] for tag in tags if re.search(r"\sstyle\s*=|\son[a-z]+\s*=|\s(?:data-)?hx-on|\bjavascript:", tag)]
    found += [tag for tag in tags if re.match(r"<style\b", tag)]
    return found + [
        tag for tag in tags if re.match(r"<script\b", tag) and not re.search(r"\ssrc=|application/json", tag)
    ]


def of_htmx(name: str, text: str) -> list[str]:
    """Attributes of htmx begin with `data-`, as all attributes do that HTML does not know."""
    return re.findall(r"(?<![-\w])hx-[a-z-]+=", text)


def left_for_later(name: str, text: str) -> list[str]:
    """No stub and no note to oneself."""
    return re.findall(r"\b(?:TODO:|FIXME|XXX)\b|NotImplementedError|[Cc]oming soon", text)


def too_long(name: str, text: str) -> list[str]:
    """A file fits in the head: about 400 lines."""
    lines = text.count("\n")
    return [f"{lines} lines"] if lines > 420 and name not in MAY_BE_LONG else []


SAMPLES = [
    (between_apps, "hackit/views.py", "from meetings.actions.models import Action"),
    (between_apps, "weeknotes/views.py", "import meetings"),
    (between_apps, "meetings/urls.py", "from weeknotes import models"),
    (upward, "meetings/actions/models.py", "from hackit.urls import urlpatterns"),
    (upward, "hackit/audience.py", "from hackit.urls import urlpatterns"),
    (package_order, "meetings/agenda/models.py", "from meetings.decisions.models import Decision"),
    (package_order, "meetings/capture/parse.py", "from meetings.lines.models import Line"),
    (impure_capture, "meetings/capture/parse.py", "from django.db import models"),
    (impure_capture, "meetings/capture/parse.py", "from hackit.models import Person"),
    (impure_capture, "hackit/amounts.py", "from hackit.models import Person"),
    (hidden_imports, "hackit/text.py", "def shout():\n    import os\n"),
    (ways_around, "meetings/actions/views.py", "rows = Action.objects.all()"),
    (ways_around, "meetings/actions/views.py", "action = get_object_or_404(Action, ref=ref)"),
    (ways_around, "hackit/feeds.py", "rows = Entry.objects.filter(kind='action')"),
    (marked_safe, "hackit/views.py", "mark_safe(text)"),
    (marked_safe, "templates/a.html", "{{ text|safe }}"),
    (marked_safe, "templates/a.html", "{% autoescape off %}"),
    (inline, "templates/a.html", '<p style="color: red">'),
    (inline, "templates/a.html", '<button onclick="go()">'),
    (inline, "templates/a.html", "<script>go()</script>"),
    (inline, "templates/a.html", '<button hx-on:click="go()">'),
    (of_htmx, "templates/a.html", '<a href="/" hx-get="/">'),
    (left_for_later, "hackit/views.py", "raise NotImplementedError"),
    (too_long, "hackit/views.py", "\n" * 500),
]


@pytest.mark.parametrize(("rule", "name", "text"), SAMPLES)
def test_each_rule_sees_a_line_that_breaks_it(rule, name, text):
    assert rule(name, text)


MODULE_RULES = [
    between_apps,
    upward,
    package_order,
    impure_capture,
    hidden_imports,
    ways_around,
    marked_safe,
    of_htmx,
    left_for_later,
    too_long,
]


@pytest.mark.parametrize("rule", MODULE_RULES, ids=lambda rule: rule.__name__)
def test_the_modules_keep_the_rule(rule):
    found = broken(rule, modules())
    assert not found, "\n".join(found)


TEMPLATE_RULES = [inline, marked_safe, of_htmx, left_for_later, too_long]


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=lambda rule: rule.__name__)
def test_the_templates_keep_the_rule(rule):
    found = broken(rule, templates())
    assert not found, "\n".join(found)


def test_scripts_stylesheets_and_tests_fit_in_the_head():
    sources = [path for app in APPS for path in (ROOT / app).rglob("*") if path.suffix in (".js", ".css")]
    sources += (ROOT / "tests").rglob("*.py")
    files = ((path.relative_to(ROOT).as_posix(), path.read_text()) for path in sources)
    found = broken(too_long, files)
    assert not found, "\n".join(found)


def test_every_reason_for_marking_safe_belongs_to_a_file_that_does():
    stale = [name for name in MAY_MARK_SAFE if not re.search(r"mark_safe|SafeString", (ROOT / name).read_text())]
    assert stale == []


def test_the_top_level_is_what_the_readme_says():
    assert {path.name for path in ROOT.iterdir()} - IGNORED - {"__pycache__"} <= TOP_LEVEL


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
