"""How gunicorn runs the service: `gunicorn --config hackit/gunicorn.py hackit.wsgi`."""

import gc
import logging
import os
import socket
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from gunicorn.glogging import Logger

from hackit.env import Env, WrongSetting
from hackit.running.logs import JsonFormatter, one_line, without_keys

env = Env()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackit.settings")


def stop(sentence: str) -> None:
    """End the start with a sentence instead of a traceback."""
    print(f"Cannot start: {sentence}", file=sys.stderr)
    sys.exit(2)


def asked_from(peer: str, forwarded: str, proxies: int) -> str:
    """The address that a request came from: what the outermost proxy of ours saw, else who is connected to us."""
    seen = [one.strip() for one in forwarded.split(",")]
    if proxies and len(seen) >= proxies:
        try:
            return str(ip_address(seen[-proxies]))
        except ValueError:
            return peer
    return peer


class QuietLogger(Logger):
    """Writes no key that stands in an address into the access log, and no line that a browser made up."""

    def setup(self, cfg: Any) -> None:
        """Gunicorn's own, with its lines as JSON too where the service's are."""
        super().setup(cfg)
        if settings.LOGGING["handlers"]["stderr"]["formatter"] == "json":
            for handler in (*self.error_log.handlers, *self.access_log.handlers):
                handler.setFormatter(JsonFormatter())

    def atoms(self, *args: Any) -> dict[str, Any]:
        """What a line of the access log is made of. The path came percent-encoded, so it may hold any character."""
        atoms = super().atoms(*args)
        atoms["U"] = one_line(without_keys(atoms["U"] or ""))
        atoms["h"] = asked_from(atoms["h"], atoms.get("{x-forwarded-for}i", ""), settings.PROXIES)
        return atoms

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """A line for each answer. As JSON its parts stand under their names."""
        if not self.access_log_enabled:
            return
        atoms = self.atoms_wrapper_class(self.atoms(resp, req, environ, request_time))
        parts = {"method": atoms["m"], "path": atoms["U"], "status": atoms["s"], "bytes": atoms["B"], "ms": atoms["M"]}
        parts["from"] = atoms["h"]
        parts["request_id"] = atoms["{x-request-id}o"]
        self.access_log.log(logging.INFO, self.cfg.access_log_format, atoms, extra=parts)


try:
    TRIAL = settings.TRIAL
    PORT = env.number("PORT", 8000, least=1, most=65535)
    workers = env.number("HACKIT_WORKERS", 2, least=1, most=64)
    threads = env.number("HACKIT_THREADS", 4, least=1, most=64)
except WrongSetting as wrong:
    stop(str(wrong))

# A trial is for its own machine alone; in service a proxy that speaks TLS stands before us.
bind = [f"127.0.0.1:{PORT}" if TRIAL else env.text("HACKIT_BIND", f"127.0.0.1:{PORT}")]
worker_class = "gthread"
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
preload_app = TRIAL  # one import for all workers: a trial is started often and never reloaded
control_socket_disable = True  # it would write into the home folder
logger_class = QuietLogger
loglevel = "warning" if TRIAL else "info"
accesslog = None if TRIAL else "-"
access_log_format = (
    '%(h)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms %({x-request-id}o)s'  # no query string: what people search is theirs
)

if TRIAL:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", PORT))
        except OSError:
            stop(f"port {PORT} is taken by another program. Choose another: make run PORT={PORT + 1}")


def on_starting(server: Any) -> None:
    """Bring a trial's database up before its workers start (in service `manage.py prepare` is run by hand)."""
    if TRIAL:
        django.setup()
        try:
            call_command("prepare")
        except CommandError as refused:
            stop(str(refused))
        connections.close_all()  # a connection must not be shared by the workers that are forked from here


def post_worker_init(worker: Any) -> None:
    """Leave what was loaded by now out of every later search for rubbish: it stays, and looking through it all again
    and again, in the middle of somebody's request, takes a tenth of a second each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


_MANAGE = str(Path(__file__).resolve().parent.parent / "manage.py")
_senders: list[subprocess.Popen] = []


def when_ready(server: Any) -> None:
    """Print where a trial is, after `prepare` has said whom to sign in as; begin writing its mail into files."""
    if TRIAL:
        # In service timers run what this does (docs/operate.md); a trial has none, so it goes on beside the server.
        command = [sys.executable, _MANAGE, "send_due", "--every", "5", "--reminders"]
        _senders.append(subprocess.Popen(command))  # noqa: S603 (our own)
        print(f"HackIT records: http://localhost:{PORT} (Ctrl+C stops it)", flush=True)


def on_exit(server: Any) -> None:
    """End the trial's sender with its server (killed, the server leaves it to notice by itself)."""
    for sender in _senders:
        sender.terminate()
