"""Faults told to Sentry, for who asks for it (HACKIT_SENTRY_DSN): what failed and where, never what anybody wrote.

Only the kind of fault, the lines of code it came through, the method and path without keys, and the request's id leave
this machine: no body, no query string, no cookie, no header, no value of a variable, no address or name of a person.
What an exception says is left out too: a database's words quote the row that it refused.
"""

from __future__ import annotations

from typing import Any

import sentry_sdk

from hackit.running.logs import request_id, without_keys

NOT_SAID = "(left out: it may quote what somebody wrote)"


def begin(dsn: str, release: str = "") -> None:
    """Tell faults from now on. `dsn` as Sentry, or a server that speaks as it does, gives it for a project."""
    sentry_sdk.init(
        dsn=dsn,
        release=release or None,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,  # they are made of queries and log lines
        traces_sample_rate=0,
        auto_session_tracking=False,
        before_send=bare,
        trace_propagation_targets=[],
    )


def bare(event: Any, hint: dict[str, Any] | None = None) -> Any:
    """The event with all left out that could hold somebody's words."""
    request = event.pop("request", None) or {}
    path = without_keys("/" + request.get("url", "").partition("://")[2].partition("/")[2].partition("?")[0])
    names = ("event_id", "timestamp", "platform", "level", "logger", "release")
    kept = {name: event[name] for name in names if name in event}
    kept["exception"] = {"values": [_bare_fault(one) for one in event.get("exception", {}).get("values", ())]}
    if "logentry" in event:
        kept["logentry"] = {
            "message": event["logentry"].get("message", "")
        }  # the words of the code, not what fills them
    if request:
        kept["request"] = {"method": request.get("method", ""), "url": path}
    kept["tags"] = {"request": request_id.get()}
    return kept


def _bare_fault(fault: dict[str, Any]) -> dict[str, Any]:
    frames = (fault.get("stacktrace") or {}).get("frames", ())
    told = ("filename", "function", "module", "lineno", "in_app", "context_line", "pre_context", "post_context")
    return {
        "type": fault.get("type"),
        "module": fault.get("module"),
        "value": NOT_SAID,
        "stacktrace": {"frames": [{name: frame[name] for name in told if name in frame} for frame in frames]},
    }
