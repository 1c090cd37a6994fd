"""People who type without end and send again what was not acknowledged, as their browsers do."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable

from tests.campaigns.serving import Room, Service, Writer

TYPED = (
    "Pilot ended, number {n} of the offices would keep the new phone",
    "Writer1 to bring costed option {n} by Fri",
    "agreed phone {n} for the offices",
    "Noted that {n} replies came to the survey",
)


class Typists:
    """Everybody of a room, each in a thread, for the length of a block.

    `moment`: asked at once when a line is acknowledged, what moment it is; `moments` then tells it of each line.
    """

    def __init__(
        self, service: Service, room: Room, *, seed: int = 0, pause: float = 0.1,
        moment: Callable[[], int] = lambda: 0,
    ) -> None:  # fmt: skip
        self.moment = moment
        self.moments: dict[str, int] = {}
        self.service, self.room, self.pause = service, room, pause
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()
        self.statuses: Counter[int | str] = Counter()
        self._lock, self._over = threading.Lock(), threading.Event()
        self._threads = [
            threading.Thread(target=self._type, args=(session, seed + number))
            for number, session in enumerate(room.sessions.values())
        ]

    def __enter__(self) -> Typists:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def known(self) -> set[str]:
        """The lines that were acknowledged by now."""
        with self._lock:
            return set(self.acknowledged)

    def known_at(self, moment: int) -> set[str]:
        """The lines that were acknowledged by that moment."""
        with self._lock:
            return {ref for ref, at in self.moments.items() if at <= moment}

    def tried(self) -> set[str]:
        """The lines that were sent by now, acknowledged or not."""
        with self._lock:
            return set(self.sent)

    def wait_for_more(self, lines: int, seconds: float = 60) -> None:
        """Wait until so many more lines are acknowledged. Raises AssertionError after `seconds`."""
        goal, until = len(self.known()) + lines, time.monotonic() + seconds
        while len(self.known()) < goal:
            assert time.monotonic() < until, f"{len(self.known())} lines, {goal} were waited for; {self.statuses}"
            time.sleep(0.02)

    def _type(self, session: str, seed: int) -> None:
        chance, number = random.Random(seed), 0
        with Writer(self.service, session, self.room) as writer:
            while not self._over.is_set():
                number += 1
                ref = str(uuid.UUID(int=chance.getrandbits(128), version=4))
                words = chance.choice(TYPED).format(n=f"{seed}-{number}")
                item = self.room.items[chance.randrange(len(self.room.items))]
                with self._lock:
                    self.sent.add(ref)
                while not self._over.is_set() and not self._is_taken(writer, words, ref, item):
                    time.sleep(0.2)
                time.sleep(chance.uniform(0, self.pause))

    def _is_taken(self, writer: Writer, words: str, ref: str, item: str) -> bool:
        status: int | str
        moment = 0
        try:
            status = writer.type(words, ref, item)
            moment = self.moment()
        except OSError:
            status = "no answer"
        with self._lock:
            self.statuses[status] += 1
            if status == 200:
                self.acknowledged.add(ref)
                self.moments[ref] = moment
        return status == 200
