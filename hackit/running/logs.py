"""Log lines: one line each, with the request they belong to, and without the keys that stand in addresses.

As JSON for those who collect them (HACKIT_LOG=json). What a browser sent cannot begin a line of its own.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_KEYS = re.compile(r"^/(feeds|actions/feed|answer|mail)/[^/]*")
"""Addresses that open something to whoever knows them: who reads the log could."""

# Everything that a terminal, an editor or a collector of logs takes for the end of a line or for a command.
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""The id of the request that this thread answers, "-" outside of one (see hackit.middleware.request_ids)."""


def without_keys(path: str) -> str:
    """A path with a stroke where it holds a key."""
    return _KEYS.sub(r"/\1/-", path)


def one_line(text: str) -> str:
    """The text with what ends a line, or talks to a terminal, as Python writes it: `\\n`, `\\x1b`."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class WithoutKeys(logging.Filter):
    """Takes keys out of what Django logs of an answer that failed: "Gone: /answer/-/"."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the line is written, with the keys taken out."""
        if record.name == "django.request" and isinstance(record.args, tuple):
            record.args = tuple(without_keys(one) if isinstance(one, str) else one for one in record.args)
        return True


class WithRequest(logging.Filter):
    """Gives every line the id of the request that it belongs to, so that one can be followed through the log.

    And what Django says of an answer (refused, not found, failed) the person who asked, by their ref and not by name.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the line is written, with `request_id`, and `person` if somebody was known to ask."""
        if not hasattr(record, "request_id"):
            record.request_id = request_id.get()
        if ref := _who_asked(getattr(record, "request", None)):
            record.person = ref
        return True


def _who_asked(request: object) -> str:
    """The ref of the person as far as this request has asked already: a line of the log asks no database."""
    user = getattr(request, "_cached_user", None)
    person = user._state.fields_cache.get("person") if getattr(user, "is_authenticated", False) else None
    return person.ref if person else ""


class PlainFormatter(logging.Formatter):
    """A line to read: level, request, logger, message. A traceback follows it, each of its lines set in."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the logging module's name)
        """The line itself."""
        told = getattr(record, "request_id", "-")
        who = f" (person {record.person})" if hasattr(record, "person") else ""
        return f"{record.levelname} {told} {record.name}: {one_line(record.message)}{who}"

    def formatException(self, ei: logging._SysExcInfoType | tuple[None, None, None]) -> str:  # noqa: N802
        """The traceback: what an exception says may hold line breaks, so none of its lines begins at the margin."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(f"    {one_line(line)}" for line in lines)


_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName", "request_id"}


class JsonFormatter(logging.Formatter):
    """One JSON object a record: time (UTC), level, logger, request, message, any error, and what `extra` gave."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON; what JSON cannot hold is written as text."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        line.update((key, value) for key, value in vars(record).items() if key not in _ORDINARY)
        return json.dumps(line, default=str, ensure_ascii=True)


def log_settings(formatter: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, `formatter` being "plain" or "json"."""
    here = __name__
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"()": f"{here}.PlainFormatter"}, "json": {"()": f"{here}.JsonFormatter"}},
        "filters": {"without_keys": {"()": f"{here}.WithoutKeys"}, "with_request": {"()": f"{here}.WithRequest"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["without_keys", "with_request"],
                "formatter": formatter,
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "notifications_python_client": {"level": "ERROR"},  # its warnings repeat what Notify said of an address
        },
    }
