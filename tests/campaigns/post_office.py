"""A mail server on this machine that takes every mail, notes it, and tells somebody at two moments of each."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import NamedTuple

Moment = Callable[[str], None]
"""Told "during" (the mail is on its way, lost with its sender) and "after" (it was taken, and its sender told so)."""


class Taken(NamedTuple):
    """One mail as it was taken."""

    to: str
    message_id: str


class PostOffice(socketserver.ThreadingTCPServer):
    """As much of SMTP (RFC 5321) as a sender needs."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[Taken] = []
        self.at: Moment = lambda moment: None

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed hangs up in the middle: nothing to say."""


class _Session(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self._say("220 post office")
        to = ""
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                self.server.at("during")
                self._say("354 go on")
                self._take(to)
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, to: str) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        if not lines or lines[-1] == b"":
            return
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.taken.append(Taken(to, message["Message-ID"]))
        self._say("250 taken")
        self.server.at("after")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A mail server for the length of the block."""
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()
