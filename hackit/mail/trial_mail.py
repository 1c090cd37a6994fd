"""Reading what a trial's mail backend wrote into files: in a trial nothing leaves the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

SEPARATOR = b"-" * 79 + b"\n"
"""What Django's file backend writes after each message."""


@dataclass(frozen=True)
class WrittenMail:
    """A message as one reads it. `ref` names it in an address: the file's name and its place in it."""

    ref: str
    subject: str
    to: str
    at: datetime | None
    words: str
    html: str


def written(folder: Path, *, most: int = 100) -> list[WrittenMail]:
    """The newest messages in the folder, newest first; none while nothing was sent."""
    files = sorted(folder.glob("*.log"), reverse=True)[:most] if folder.is_dir() else []
    found = [mail for path in files for mail in reversed(list(_messages(path)))]
    return sorted(found, key=lambda mail: mail.at.timestamp() if mail.at else 0, reverse=True)[:most]


def one(folder: Path, ref: str) -> WrittenMail | None:
    """The message of that ref."""
    return next((mail for mail in written(folder) if mail.ref == ref), None)


def _messages(path: Path) -> list[WrittenMail]:
    parts = path.read_bytes().split(SEPARATOR)
    return [_read(f"{path.stem}-{number}", part) for number, part in enumerate(parts) if part.strip()]


def _read(ref: str, raw: bytes) -> WrittenMail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    drawn = message.get_body(preferencelist=("html",))
    date = message["date"]
    return WrittenMail(
        ref=ref, subject=str(message["subject"] or ""), to=str(message["to"] or ""),
        at=date.datetime if date is not None else None, words=body.get_content() if body is not None else "",
        html=drawn.get_content() if drawn is not None else "",
    )  # fmt: skip
