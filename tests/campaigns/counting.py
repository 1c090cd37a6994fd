"""The service's own hasher of passwords, which writes down each time that it reckons."""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

FILE = "reckoned"


class CountingHasher(PBKDF2PasswordHasher):
    """A line in a file for each hash, by its salt: the processes of a service share the file, and no line is torn."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        line = os.open(Path(settings.DATA) / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(line, f"{salt}\n".encode())
        finally:
            os.close(line)
        return super().encode(password, salt, iterations)
