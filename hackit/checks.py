"""What `manage.py check` says about the machine, each with a hint instead of a traceback."""

import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections

from hackit.env import is_near
from hackit.running import retention

# The WAL race of SQLite 3.7.0-3.51.2, by the release of each older line that mends it.
_MENDED = {(3, 44): 6, (3, 50): 7}
_MENDED_SINCE = (3, 51, 3)


def sqlite_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is without the corruption race in WAL mode."""
    return version >= _MENDED_SINCE or version[2] >= _MENDED.get(version[:2], 10**6)


@register(Tags.database)
def sqlite_in_use(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Say which SQLite runs if it is one that can, rarely, corrupt a database in WAL mode, or has no FTS5."""
    if connections["default"].vendor != "sqlite":
        return []
    found: list[CheckMessage] = []
    if not sqlite_is_safe(sqlite3.sqlite_version_info):
        found.append(
            Caution(
                f"SQLite {sqlite3.sqlite_version} has a rare corruption race in WAL mode.",
                hint="Install the pysqlite3 wheel or SQLite 3.51.3, or use PostgreSQL (DATABASE_URL).",
                id="hackit.W001",
            )
        )
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    except sqlite3.OperationalError:
        found.append(
            Error(
                "This SQLite was built without FTS5, which search needs.",
                hint="Install the pysqlite3 wheel or use PostgreSQL (DATABASE_URL).",
                id="hackit.E001",
            )
        )
    finally:
        memory.close()
    return found


@register(Tags.staticfiles, deploy=True)
def static_files_collected(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Before going into service: the manifest of static files must be there, or every page is an error."""
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return []
    return [
        Caution(
            "The static files have not been collected.",
            hint="Run `manage.py collectstatic --noinput`.",
            id="hackit.W002",
        )
    ]


@register(Tags.security, deploy=True)
def second_step_asked_for(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A password alone opens a management team's record: that should have been decided, not forgotten."""
    if settings.SECOND_STEP != "off":
        return []
    return [
        Caution(
            "Members and administrators sign in with a password alone.",
            hint="Unset HACKIT_SECOND_STEP: then they need a passkey, an app's code or single sign-on.",
            id="hackit.W003",
        )
    ]


@register(Tags.security, deploy=True)
def strength_of_single_sign_on(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Single sign-on counts as a password unless somebody said how it shows that it was more."""
    if not settings.OIDC_ISSUER or settings.OIDC_STRONG or settings.SECOND_STEP == "off":
        return []
    return [
        Caution(
            "Nothing says how single sign-on shows that it asked for more than a password, so it counts as one: "
            "members and administrators who come by it need a second step of this service too.",
            hint="Set HACKIT_OIDC_STRONG to what the issuer's tokens say, such as amr:mfa (docs/sign-in.md).",
            id="hackit.W005",
        )
    ]


@register(Tags.security, deploy=True)
def database_shows_who_it_is(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A PostgreSQL on another machine must be reached by TLS, and show a certificate for its name."""
    database = connections["default"].settings_dict
    mode = database["OPTIONS"].get("sslmode", "verify-full")
    if connections["default"].vendor != "postgresql" or is_near(database) or mode == "verify-full":
        return []
    return [
        Caution(
            f"DATABASE_URL says sslmode={mode}: whoever sits between here and the database could read or change it.",
            hint="Leave sslmode out, and name the authority of its certificate with sslrootcert=… if it is your own.",
            id="hackit.W004",
        )
    ]


@register()
def what_is_kept(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """HACKIT_KEEP_DAYS names rules that there are, and no fewer days than each can do with."""
    return [Error(sentence, id="hackit.E002") for sentence in retention.wrong_settings()]
