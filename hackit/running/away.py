"""When the database is away, takes no writes or is full: telling that from a fault of ours, and mending itself."""

from __future__ import annotations

import os
import time
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE_AWAY = {5, 6, 7, 8, 9, 10, 13, 14, 15}
"""SQLite's codes for busy, locked, no memory, read-only, interrupted, I/O error, full, cannot open, protocol. One that
finds a table missing has the same class and is a fault of ours. https://www.sqlite.org/rescode.html"""
_READ_ONLY = "25006"
"""PostgreSQL's code for a write to a server that takes none, as one that is being replaced does."""


def is_away(error: BaseException | None) -> bool:
    """Whether an error of Django says that the database cannot do it now, and may well later."""
    cause = error.__cause__ if isinstance(error, (DatabaseError, InterfaceError)) else None
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY
    if getattr(cause, "sqlstate", None) == _READ_ONLY:
        return True
    return isinstance(error, (OperationalError, InterfaceError))


def let_go() -> None:
    """Close this thread's connections, so that the next request opens new ones: a connection that was opened while the
    file took no writes never takes any."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def keep_no_read_only_connection(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """`connection_created` receiver: where SQLite's file takes no writes now, keep the connection for one request."""
    if connection.vendor == "sqlite" and not os.access(connection.settings_dict["NAME"], os.W_OK):
        connection.close_at = time.monotonic()
