"""`manage.py export_weeknotes FOLDER|FILE.zip [--audience public|staff|mine] [--as EMAIL]`.

Writes every weeknote that the audience reads as Markdown with front matter, images included. The same notes give the
same files, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hackit.audience import Viewer
from hackit.models import User
from weeknotes.taking_out.forms import audiences_for
from weeknotes.taking_out.notes import For, files_of, images_for, taken_out
from weeknotes.taking_out.zips import zip_stream


class Command(BaseCommand):
    help = "Write every weeknote as Markdown with front matter, images included, into a folder or a zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder that is new or empty, or a file that ends in .zip")
        parser.add_argument(
            "--audience", choices=[one.value for one in For], default=For.PUBLIC.value,
            help="what everyone reads (public), what all staff read, or the drafts of --as",
        )  # fmt: skip
        parser.add_argument(
            "--as", dest="email", default="", help="e-mail of who takes them out; not needed for public"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        audience = For(options["audience"])
        user = self._user(options["email"], audience)
        person = getattr(user, "person", None)
        notes = taken_out(audience, site=settings.SITE_ADDRESS, person=person, user=user)
        files = files_of(notes, images_for(audience, user))
        path: Path = options["path"]
        try:
            count = _into_zip(path, files) if path.suffix == ".zip" else _into_folder(path, files)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{count} files written to {path}, for {audience.value}.")

    def _user(self, email: str, audience: For) -> User | None:
        user = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        if audience not in audiences_for(Viewer.of(user)):
            raise CommandError(f"Name by --as somebody who may read what is for {audience.value}.")
        return user


def _into_zip(path: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Written beside its name first: a zip that is there is whole."""
    count = 0

    def counted() -> Iterable[tuple[str, bytes]]:
        nonlocal count
        for file in files:
            count += 1
            yield file

    half = path.with_name(f"{path.name}.part")
    try:
        with half.open("wb") as made:
            for piece in zip_stream(counted()):
                made.write(piece)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return count


def _into_folder(path: Path, files: Iterable[tuple[str, bytes]]) -> int:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise CommandError(f"{path} is there already and not an empty folder.")
    count = 0
    for name, content in files:
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        count += 1
    return count
