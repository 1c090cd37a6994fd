"""Log lines: as JSON for those who collect them (HACKIT_LOG=json), and without the keys that stand in addresses."""

import json
import logging
import re
from datetime import UTC, datetime

_KEYS = re.compile(r"^/(feeds|actions/feed|answer|mail)/[^/]*")
"""Addresses that open something to whoever knows them: who reads the log could."""


def without_keys(path: str) -> str:
    """A path with a stroke where it holds a key."""
    return _KEYS.sub(r"/\1/-", path)


class WithoutKeys(logging.Filter):
    """Takes keys out of what Django logs of an answer that failed: "Gone: /answer/-/"."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the line is written, with the keys taken out."""
        if record.name == "django.request" and isinstance(record.args, tuple):
            record.args = tuple(without_keys(one) if isinstance(one, str) else one for one in record.args)
        return True


_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}


class JsonFormatter(logging.Formatter):
    """One JSON object a record: time (UTC), level, logger, message, any error, and what `extra` gave."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON; what JSON cannot hold is written as text."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        line.update((key, value) for key, value in vars(record).items() if key not in _ORDINARY)
        return json.dumps(line, default=str, ensure_ascii=False)
