"""The service as it runs: gunicorn with several processes on a folder and a database of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

import psycopg

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on now."""
    with closing(socket.socket()) as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]


@dataclass
class Room:
    """What a room script made: the meeting's ref, its items' refs, and a session's key by writer.

    `shared`: addresses of records that all of them may change. `targets`: what a script made for its own campaign.
    """

    meeting: str
    items: list[str]
    sessions: dict[str, str]
    shared: dict[str, str] = field(default_factory=dict)
    targets: list[dict[str, str]] = field(default_factory=list)


class Service:
    """A trial of the service in processes of its own. `database` None: SQLite in its folder."""

    def __init__(self, folder: Path, *, database: str | None = None, workers: int = 3) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HACKIT_")},
            "HACKIT_TRIAL": "1",
            "HACKIT_LIMITS": "off",  # a campaign asks from one address what a town would
            "HACKIT_DATA": str(folder),
            "HACKIT_WORKERS": str(workers),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "hackit.settings",
        }
        self.environment.pop("DATABASE_URL", None)
        if database:
            self.environment["DATABASE_URL"] = database
        self.process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def run(self, *arguments: str) -> str:
        """What a Python module or script of ours prints, run against this service's database."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def lay_out(self) -> None:
        """Its folder, with a database in it that is migrated already where an earlier run kept one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if "DATABASE_URL" not in self.environment:
            migrated.lay_out(self.folder / "records.sqlite3")

    def prepare(self, writers: int, script: str = "make_room") -> Room:
        """Fill the database and make a room for so many writers, by a script of this package."""
        self.lay_out()
        made = self.run("-m", f"tests.campaigns.{script}", str(writers))
        return Room(**json.loads(made.splitlines()[-1]))

    def processor_seconds(self) -> float:
        """What every process of the service has used by now, and PostgreSQL's that serve it (on this machine)."""
        used = 0.0
        serving = set(self._database_processes())
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                # The name in brackets may hold spaces; then come state, parent, group, session … user and system time
                values = (entry / "stat").read_text().rpartition(")")[2].split()
                if self.process is not None and (int(values[3]) == self.process.pid or int(entry.name) in serving):
                    used += sum(int(ticks) for ticks in values[11:15])
        return used / os.sysconf("SC_CLK_TCK")

    def goes_first(self) -> bool:
        """Whether somebody gave it precedence over the machine's other work while it ran (Linux: its session's)."""
        with suppress(OSError, AttributeError):
            return int(Path(f"/proc/{self.process.pid}/autogroup").read_text().rsplit(" ", 1)[1]) < 0
        return False

    def wait_until_idle(self) -> None:
        """Wait until its processes have nothing to do, for 20 seconds at most."""
        for _attempt in range(40):
            used = self.processor_seconds()
            time.sleep(0.5)
            if self.processor_seconds() - used < 0.05:
                return

    def _database_processes(self) -> list[int]:
        address = self.environment.get("DATABASE_URL")
        if not address:
            return []
        with psycopg.connect(address, autocommit=True) as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            return [pid for (pid,) in rows]

    def rows(self, statement: str) -> list[tuple]:
        """What a SELECT finds in this service's database."""
        if address := self.environment.get("DATABASE_URL"):
            with psycopg.connect(address, autocommit=True) as opened:
                return opened.execute(statement).fetchall()
        with closing(sqlite3.connect(self.folder / "records.sqlite3")) as opened:
            return opened.execute(statement).fetchall()

    collected: ClassVar[Path | None] = None
    """Where an earlier service of this run has its static files: they are the same for all."""

    def collect(self) -> None:
        """The static files as they are served: a page cannot be put together without them."""
        if Service.collected is not None and Service.collected.exists():
            (self.folder / "static").symlink_to(Service.collected)
            return
        self.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        Service.collected = self.folder / "static"

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "hackit/gunicorn.py", "hackit.wsgi"],
            cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException), self.connection() as connection:
                connection.request("GET", "/healthz", headers={"Host": "localhost"})
                if connection.getresponse().status == 200:
                    return
            assert self.process.poll() is None, (self.folder / "server.log").read_text()[-2000:]
            time.sleep(0.05)
        raise AssertionError("The service did not start")

    def connection(self) -> closing[http.client.HTTPConnection]:
        """A connection for the length of a block."""
        return closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=35))

    def kill(self) -> None:
        """SIGKILL to every process of it: nothing can be tidied up."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it in peace."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None


class Writer:
    """One person who types over a connection of their own, with their session and its CSRF token.

    Plain sockets: the writers share the machine with the service, and a client library costs as much as a line may.
    """

    def __init__(self, service: Service, session: str, room: Room) -> None:
        token = "a" * 32
        self.address = ("127.0.0.1", service.port)
        self.head = (
            f"POST /meetings/{room.meeting}/live/lines/ HTTP/1.1\r\nHost: localhost:{service.port}\r\n"
            f"Cookie: session={session}; csrf={token}\r\nX-CSRFToken: {token}\r\nHX-Request: true\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        )
        self.socket: socket.socket | None = None

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; the next line is sent over a new connection."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def type(self, text: str, ref: str, item: str) -> int:
        """Send a line as the page does; returns the answer's status. Raises OSError if there was none."""
        body = urlencode({"text": text, "ref": ref, "item": item})
        if self.socket is None:
            self.socket = socket.create_connection(self.address, timeout=35)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.socket.sendall(f"{self.head}{len(body)}\r\n\r\n{body}".encode())
            head, _blank, start = self._read_until(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
            missing = int(length[1]) - len(start) if length else 0
            while missing > 0:
                missing -= len(self._read())
        except OSError:
            self.close()
            raise
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head.split(b" ", 2)[1])

    def _read(self) -> bytes:
        assert self.socket is not None
        found = self.socket.recv(65536)
        if not found:
            raise ConnectionResetError("The service hung up")
        return found

    def _read_until(self, end: bytes) -> tuple[bytes, bytes, bytes]:
        found = b""
        while end not in found:
            found += self._read()
        return found.partition(end)


class OwnDatabase:
    """A PostgreSQL database that lives as long as the block, beside the one named by DATABASE_URL."""

    def __init__(self, address: str, beside: str = "") -> None:
        parts = urlsplit(address)
        self.name = f"records_campaign_{os.getpid()}{beside}"
        self.admin = address
        self.address = parts._replace(path=f"/{self.name}").geturl()

    def __enter__(self) -> str:
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{self.name}"')
        return self.address

    def __exit__(self, *exception: object) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(statement)
