"""What every test stands on: no network, a migrated database, append-only tables around a flush, sizes of campaigns."""

import gc
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connections
from django.utils.timezone import localdate

from hackit.sign_in.recovery_codes import HASHER
from tests import flushing, migrated

IN_FULL = os.environ.get("PROVE") == "1"
_HOME = ("127.0.0.1", "::1", "localhost")


# As the service hashes recovery codes, and as quickly as other passwords of tests.
HASHER.work_factor = 2**4

# --- Nothing goes out ---


@pytest.fixture(autouse=True, scope="session")
def _network_off() -> Iterator[None]:
    """Refuse every connection but those to this machine: the database, the live server, the browser."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse_strangers(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _HOME:
            raise AssertionError(f"A test tried to reach {address}: the network is off in tests.")

    def guarded(sock: socket.socket, address: Any) -> None:
        refuse_strangers(sock, address)
        connect(sock, address)

    def guarded_ex(sock: socket.socket, address: Any) -> int:
        refuse_strangers(sock, address)
        return connect_ex(sock, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    patch.setattr(socket.socket, "connect_ex", guarded_ex)
    yield
    patch.undo()


# --- Little to wait for before the first test, and for each other ---


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors: those that drive the browser often wait for it and for each other."""
    return (os.cpu_count() or 1) + 1


gc.disable()


def pytest_collection_finish() -> None:
    """From here on rubbish is looked for, but neither often nor among what was collected.

    Thousands of tests and all that they import live until the end; to look through them again and again took a fifth
    of the whole run.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Whether the test database is there already: it is where an earlier run kept one with the same migrations."""
    if connections["default"].vendor != "sqlite" or request.config.getvalue("create_db"):
        return False
    return migrated.lay_out(Path(connections["default"].settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_use_migrations: bool, django_db_blocker: Any
) -> None:
    """Django's, which makes or takes the database; then what was made is kept for the next run."""
    if connections["default"].vendor == "sqlite" and django_db_use_migrations and not django_db_keepdb:
        with django_db_blocker.unblock():
            migrated.keep()


# --- What does not touch the database runs on SQLite only ---

TOUCHES = {"db", "transactional_db", "live_server", "django_db_setup", "service", "cluster"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files keep their order. On PostgreSQL what asks for no database is left out: it would show the same again.

    What reads SQLite's own plans is left out there too, and not skipped: it has nothing to show.

    A worker is given whole files, in this order: what a file makes once is then made once. pytest-django puts what
    commits last, and a file of the browser takes longest: one worker would be left with it when the other has done.
    Within a file its order stays.
    """
    items.sort(key=lambda item: item.path)
    if not IN_FULL:
        later = {item for item in items if _waits(item, connections["default"].vendor)}
        config.hook.pytest_deselected(items=list(later))
        items[:] = [item for item in items if item not in later]
    if connections["default"].vendor == "sqlite":
        return
    same = {item for item in items if not item.get_closest_marker("django_db") and TOUCHES.isdisjoint(fixtures(item))}
    same |= {item for item in items if item.get_closest_marker("plans_of_sqlite")}
    config.hook.pytest_deselected(items=list(same))
    items[:] = [item for item in items if item not in same]


def _waits(item: pytest.Item, vendor: str) -> bool:
    """Whether a test is left to `make prove`, on this database."""
    return any(not marked.args or vendor in marked.args for marked in item.iter_markers("in_full"))


def fixtures(item: pytest.Item) -> list[str]:
    """The names of all fixtures that a test asks for, itself or through others."""
    return getattr(item, "fixturenames", [])


# --- A flush between tests may empty the append-only tables; nothing else may ---


@pytest.fixture(autouse=True, scope="session")
def _flush_is_ours() -> Iterator[None]:
    """What Django calls after a test that committed: emptied by our own hand, under lifted guards."""
    patch = pytest.MonkeyPatch()
    patch.setattr(flush.Command, "handle", lambda _command, **options: flushing.empty(options["database"]))
    yield
    patch.undo()


# --- Campaigns: a sample with every run, in full under `make prove` ---


@pytest.fixture
def campaign() -> Callable[[int, int], int]:
    """`campaign(sample, full)`: how many rounds to go, by whether this is `make prove`."""
    return lambda sample, full: full if IN_FULL else sample


_figures: list[tuple[str, str]] = []


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """`proof("8 writers, 4,000 writes, 0 failed")`: a figure that `make prove` writes down."""
    name = request.node.name.removeprefix("test_").replace("_", " ")
    return lambda figure: _figures.append((name, figure))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI is set a skipped test is a failed one: what was not run has shown nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary(exitstatus: int) -> None:
    """Write the figures down with the commit and the day, if the campaigns ran in full and held."""
    if not (IN_FULL and _figures and exitstatus == 0):
        return
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    engine = connections["default"].display_name
    path = Path("docs/proof.md")
    sections = _sections(path.read_text()) if path.exists() else {}
    ran = {name for name, _figure in _figures}
    kept = [row for row in sections.get(engine, []) if row.split(" | ")[0].removeprefix("| ") not in ran]
    seen = f"{localdate():%-d %B %Y}, {commit}"
    sections[engine] = sorted([*kept, *(f"| {name} | {figure} | {seen} |" for name, figure in _figures)])
    parts = ["# What the campaigns showed\n\nBy `make prove`; each figure with the day and the commit that it is of."]
    head = "| campaign | figure | seen |\n|---|---|---|"
    parts += ["\n".join([f"## On {name}", head, *rows]) for name, rows in sorted(sections.items())]
    path.write_text("\n\n".join(parts) + "\n")


def _sections(text: str) -> dict[str, list[str]]:
    """The rows that the file has for each database: a run of some campaigns on one leaves the others'."""
    found = (part.splitlines() for part in text.split("## On ")[1:])
    return {name.strip(): [row for row in rows[2:] if row.startswith("| ")] for name, *rows in found}
