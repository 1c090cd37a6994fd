"""Reading settings from the environment so that a wrong value stops the start with a sentence.

Every helper raises WrongSetting with a message for the person who runs the service: what is wrong, and what
to write instead. manage.py, wsgi.py and gunicorn.py print that message instead of a traceback.
"""

import os
import re
import ssl
from collections.abc import Mapping
from configparser import Error as ConfigParserError
from configparser import RawConfigParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_YES = {"1", "true", "yes", "on"}
_ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NO = {"0", "false", "no", "off", ""}


_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
"""Where Debian's and Red Hat's families keep the certificates that a machine trusts."""


def is_this_machine(host: str) -> bool:
    """Whether a host name or a socket, by its path or its abstract name, is on this machine."""
    return host in ("", "localhost", "127.0.0.1", "::1") or host.startswith(("/", "@"))


def is_near(database: Mapping[str, Any], values: Mapping[str, str] | None = None) -> bool:
    """Whether all hosts that PostgreSQL is looked for at are this machine.

    libpq takes them from Django's settings of the database, whose address may end with ?host=… or ?hostaddr=…; then
    from the service that the address or PGSERVICE names; then from PGHOST and PGHOSTADDR. `values` is the environment,
    os.environ except in tests. A service that can't be read may be anywhere.
    """
    values = os.environ if values is None else values
    options = database.get("OPTIONS") or {}
    service = _service(str(options.get("service") or values.get("PGSERVICE", "")), values)
    if service is None:
        return False
    host = database.get("HOST") or options.get("host") or service.get("host") or values.get("PGHOST")
    address = options.get("hostaddr") or service.get("hostaddr") or values.get("PGHOSTADDR")
    found = [part.strip() for one in (host, address) for part in str(one or "").split(",")]
    return all(is_this_machine(part) for part in found)


def _service(name: str, values: Mapping[str, str]) -> Mapping[str, str] | None:
    """What libpq's file of services says under a name: the user's own or the machine's; None where neither has it."""
    if not name:
        return {}
    own = values.get("PGSERVICEFILE") or Path(values.get("HOME", "/")) / ".pg_service.conf"
    shared = Path(values.get("PGSYSCONFDIR", "/etc/postgresql-common")) / "pg_service.conf"
    for place in (own, shared):
        # As libpq reads it: names and values with = between, and nothing that stands for something else.
        file = RawConfigParser(delimiters=("=",), comment_prefixes=("#",), strict=False, default_section="")
        try:
            file.read_string(Path(place).read_text())
        except (OSError, ValueError, ConfigParserError):
            continue
        if file.has_section(name):
            return dict(file[name])
    return None


def trusted_certificates() -> str:
    """The file of the authorities that this machine trusts, in words that libpq understands."""
    places = (ssl.get_default_verify_paths().cafile or "", *_BUNDLES)
    return next((place for place in places if place and Path(place).is_file()), "system")


class WrongSetting(Exception):
    """A setting is missing or cannot be used; the message is the sentence to print."""


class Env:
    """The environment as settings.py reads it.

    `values` is os.environ except in tests.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        """The value with surrounding blanks removed, or `default` where it is unset or empty."""
        return self.values.get(name, "").strip() or default

    def needed(self, name: str, why: str) -> str:
        """The value; raises WrongSetting with `why` where it is unset or empty."""
        value = self.text(name)
        if not value:
            raise WrongSetting(f"{name} is not set. {why}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no: 1, true, yes, on / 0, false, no, off."""
        if name not in self.values:
            return default
        word = self.values[name].strip().lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise WrongSetting(f"{name} is “{self.values[name]}”, which is neither yes nor no. Write 1 or 0.")

    def number(self, name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        """A whole number from `least` to `most`, both included."""
        word = self.text(name)
        if not word:
            return default
        try:
            value = int(word)
        except ValueError:
            raise WrongSetting(f"{name} is “{word}”, which is not a whole number.") from None
        if not least <= value <= most:
            raise WrongSetting(f"{name} is {value}. Give a number from {least} to {most}.")
        return value

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """One of the words in `allowed`."""
        word = self.text(name, default)
        if word not in allowed:
            raise WrongSetting(f"{name} is “{word}”. Use one of: {', '.join(allowed)}.")
        return word

    def words(self, name: str) -> list[str]:
        """A list written with commas between its words; empty where the variable is unset."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def days(self, name: str) -> dict[str, int]:
        """Numbers of days by a word, written as "letters=200,presence=90"; empty where the variable is unset."""
        found = {}
        for pair in self.words(name):
            key, _, number = (part.strip() for part in pair.partition("="))
            if not key or not number.isdecimal() or int(number) > 36_500:
                raise WrongSetting(f"{name} holds “{pair}”. Write a word and its days, such as letters=200.")
            found[key] = int(number)
        return found

    def limits(self, name: str, defaults: Mapping[str, int]) -> dict[str, int]:
        """Numbers by a word, written as "searches=600,files=0", over `defaults`, which has every word there is; 0 is no
        limit, and "off" no limit at all."""
        if self.text(name) == "off":
            return dict.fromkeys(defaults, 0)
        found = dict(defaults)
        for pair in self.words(name):
            key, _, number = (part.strip() for part in pair.partition("="))
            if key not in defaults or not (number.isascii() and number.isdecimal()) or int(number) > 10**6:
                raise WrongSetting(
                    f"{name} holds “{pair}”. Write a word and a number, such as {min(defaults)}=100. "
                    f"The words are {', '.join(defaults)}; or write off."
                )
            found[key] = int(number)
        return found

    def strengths(self, name: str) -> dict[str, list[str]]:
        """What a token may say of how somebody signed in, by its claim, written as "amr:mfa,acr:gold"; {"always": []}
        where nothing needs to be said; empty where the variable is unset."""
        words = self.words(name)
        if words == ["always"]:
            return {"always": []}
        found: dict[str, list[str]] = {}
        for word in words:
            claim, _, value = word.partition(":")
            if claim not in ("amr", "acr", "acrs") or not re.fullmatch(r"[!-~]+", value):
                raise WrongSetting(
                    f"{name} holds “{word}”. Write amr:, acr: or acrs: and what the issuer says there, "
                    "such as amr:mfa, with commas between; or always, and nothing beside it."
                )
            found.setdefault(claim, []).append(value)
        return found

    def https_address(self, name: str) -> str:
        """An https:// address without its closing slash, or "" where it is unset."""
        value = self.text(name).rstrip("/")
        if not value:
            return ""
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme != "https" or not parts.hostname:
            raise WrongSetting(f"{name} is “{value}”. Give a whole address that begins with https://.")
        return value

    def file(self, name: str) -> str:
        """The path of a file that can be read, or "" where it is unset."""
        value = self.text(name)
        try:
            if value:
                Path(value).open("rb").close()
        except OSError as error:
            raise WrongSetting(f"{name} is “{value}”, which cannot be read: {error.strerror}.") from None
        return value

    def notify_key(self, name: str) -> str:
        """A key of GOV.UK Notify: a name of one's own, then two ids with hyphens between; "" where it is unset."""
        value = self.text(name)
        if value and not re.search(rf"-{_ID}-{_ID}$", value):
            raise WrongSetting(f"{name} is no key of GOV.UK Notify: it ends with two ids, as Notify showed it once.")
        return value
