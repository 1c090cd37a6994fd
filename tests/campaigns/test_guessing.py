"""Guessing passwords against several processes, with forged headers: how many are really checked."""

from __future__ import annotations

import http.client
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

import pytest

from tests.campaigns.counting import FILE
from tests.campaigns.serving import Service

pytestmark = [pytest.mark.campaign, pytest.mark.in_full]

GUESSES, PROCESSES, AT_ONCE = 100, 4, 8
MOST_BY_ACCOUNT, MOST_BY_ADDRESS = 5, 10
TOKEN = "a" * 32
RIGHT = "a long enough passphrase"
# The room is made with a quick hasher, which the service does not know
PASSWORDS = f"""
import django; django.setup()
from hackit.models import User
for user in User.objects.all():
    user.set_password({RIGHT!r})
    user.save()
"""
WRONG, TOO_MANY = "do not belong together", "Too many attempts"


class Guesser:
    """Somebody who tries passwords out through a proxy of ours, and forges what a browser can forge."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.chance = random.Random(20261128)
        self._lock = threading.Lock()

    def guess(self, login: str, password: str, address: str) -> str:
        """What one attempt from this address is told: "wrong", "too many", "too often" or "signed in"."""
        with self._lock:
            forged = ".".join(str(self.chance.randrange(1, 255)) for _part in range(4))
            port = self.chance.randrange(1, 65535)
        headers = {
            "Host": f"localhost:{port}",
            "X-Forwarded-For": f"{forged}, {address}",  # the last is what the proxy saw
            "Forwarded": f"for={forged}", "X-Real-IP": forged, "Client-IP": forged,
            "Cookie": f"csrf={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        body = urlencode({"login": login, "password": password, "csrfmiddlewaretoken": TOKEN})
        with closing(http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=240)) as connection:
            connection.request("POST", "/accounts/login/", body, headers)
            answer = connection.getresponse()
            words = answer.read().decode()
        if answer.status == 302:
            return "signed in"
        if answer.status == 429:
            return "too often"
        assert answer.status == 200, words
        return "too many" if TOO_MANY in words else "wrong" if WRONG in words else words

    def run(self, what: Callable[[int], tuple[str, str]]) -> Counter[str]:
        """GUESSES wrong passwords at once; `what` gives login and address of each."""

        def one(number: int) -> str:
            login, address = what(number)
            return self.guess(login, f"a wrong password {number}", address)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return Counter(pool.map(one, range(GUESSES)))

    def reckoned(self) -> int:
        """How often the service has reckoned a hash by now."""
        file = self.service.folder / FILE
        return len(file.read_text().splitlines()) if file.exists() else 0


def test_of_100_guesses_at_4_processes_at_most_5_are_checked_by_account(service, proof):
    place = service(workers=PROCESSES)
    place.environment["DJANGO_SETTINGS_MODULE"] = "tests.campaigns.counting_settings"
    place.environment["HACKIT_PROXIES"] = "1"
    place.prepare(3)
    place.run("-c", PASSWORDS)
    place.collect()
    place.start()
    guesser = Guesser(place)
    one, two, three = (f"writer{number}.surname{number}@council.example" for number in range(3))
    checked, told = {}, {}
    for name, what in {
        "one machine": lambda n: (one, "203.0.113.7"),
        "100 machines": lambda n: (two if n % 2 else two.title(), f"198.51.100.{n}"),
        "100 accounts": lambda n: (f"person{n}@council.example", "203.0.113.8"),
    }.items():
        before = guesser.reckoned()
        told[name] = guesser.run(what)
        checked[name] = guesser.reckoned() - before
        assert told[name]["wrong"] == checked[name], told
        assert sum(told[name].values()) == GUESSES
    assert 1 <= checked["one machine"] <= MOST_BY_ACCOUNT
    assert 1 <= checked["100 machines"] <= MOST_BY_ACCOUNT
    assert 1 <= checked["100 accounts"] <= MOST_BY_ADDRESS
    assert guesser.guess(two, RIGHT, "192.0.2.1") == "too many"
    assert guesser.guess(three, RIGHT, "192.0.2.1") == "signed in"
    engine = "PostgreSQL" if "DATABASE_URL" in place.environment else "SQLite"
    by_one, by_100, of_100 = checked.values()
    proof(
        f"{GUESSES} wrong passwords, {AT_ONCE} at once, at {PROCESSES} processes on {engine}, each with forged "
        f"forwarding headers and another port in its host: {by_one} checked of one account from one machine, "
        f"{by_100} of one account from 100 machines, {of_100} of 100 accounts from one machine; the right password was "
        "then refused by the same words, and another account's was not"
    )
