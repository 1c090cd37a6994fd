"""Eight people save one record again and again, each what they had read: nobody's words are lost to another's."""

from __future__ import annotations

import re
import threading
from collections import Counter
from html import unescape

import pytest
from django.db import connection

from tests.campaigns.serving import Service
from tests.campaigns.visiting import Form, Visitor

pytestmark = pytest.mark.campaign

WRITERS, PROCESSES = 8, 3
MARK = re.compile(r"\bw\d+x\d+\b")
SHARED = {
    "weeknote": ("body-0", '<div class="typed">(.*?)</div>', "weeknotes_weeknote", "weeknotes.weeknote"),
    "point": ("text", '<div class="typed">(.*?)</div>', "meetings_point", "meetings.point"),
    "decision": ("reasons", "<dt>Reasons</dt><dd>(.*?)</dd>", "meetings_decision", "meetings.decision"),
}
"""The field that everybody adds to, where the other's text stands after a conflict, and what the record is."""


def marks(text: str) -> list[str]:
    """What was added to a text by the writers: one word for each save."""
    return MARK.findall(text)


class Savers:
    """Eight people, each in a thread, who add a word to one text so often, over what the others saved meanwhile."""

    def __init__(self, service: Service, sessions: list[str], kind: str, address: str) -> None:
        self.service, self.sessions, self.address = service, sessions, address
        self.field, self.theirs, *_table = SHARED[kind]
        self.kept: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self._lock = threading.Lock()

    def save(self, times: int) -> None:
        """Until each has saved so often. Raises AssertionError for what any of them met that should not be."""
        threads = [
            threading.Thread(target=self._work, args=(number, session, times))
            for number, session in enumerate(self.sessions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not self.faults, self.faults

    def _work(self, number: int, session: str, times: int) -> None:
        try:
            visitor = Visitor(self.service, session)
            for turn in range(times):
                self._add(visitor, f"w{number}x{turn}")
        except Exception as fault:
            self.faults.append(f"{type(fault).__name__}: {fault}"[:600])

    def _add(self, visitor: Visitor, mark: str) -> None:
        form = visitor.form_with(self.field, self.address)
        text = f"{form.fields[self.field]}\n{mark}"
        while True:
            with self._lock:
                before = set(self.kept)
            answer = visitor.post(form.action, form.fields | {self.field: text})
            with self._lock:
                self.statuses[answer.status] += 1
                if answer.status == 302:
                    self.kept.add(mark)
                    return
            assert answer.status == 409, f"{answer.status}: {answer.text[:300]}"
            form = self._with_both(answer.forms(), text)
            found = re.search(self.theirs, answer.text, re.DOTALL)
            assert found, "what is saved now is not shown"
            saved = unescape(re.sub(r"<br ?/?>", "\n", found[1]))
            assert before <= set(marks(saved)), f"what is shown as saved lacks {before - set(marks(saved))}"
            text = f"{saved.strip()}\n{mark}"

    def _with_both(self, forms: list[Form], typed: str) -> Form:
        """The form that a conflict is answered with: what was typed stands in it."""
        form = next(form for form in forms if self.field in form.fields and "version" in form.fields)
        form.action = form.action or self.address
        assert marks(str(form.fields[self.field])) == marks(typed), "what was typed is not shown whole"
        return form


@pytest.mark.in_full("postgresql")  # its database is laid out from nothing each time
def test_eight_people_save_one_record_and_nobodys_words_are_lost(service, campaign, proof):
    running = service(workers=PROCESSES)
    room = running.prepare(WRITERS, "make_shared")
    running.collect()
    running.start()
    for kind, times in (("weeknote", campaign(1, 200)), ("point", campaign(1, 200)), ("decision", campaign(1, 40))):
        field, _theirs, table, label = SHARED[kind]
        ref = next(part for part in room.shared[kind].split("/") if len(part) == 10)
        counted = f"SELECT count(*) FROM hackit_event WHERE record_type = '{label}' AND record_ref = '{ref}'"
        version = f"SELECT version FROM {table} WHERE ref = '{ref}'"
        [(events,)], [(began,)] = running.rows(counted), running.rows(version)
        savers = Savers(running, list(room.sessions.values()), kind, room.shared[kind])
        savers.save(times)
        stands = Visitor(running, savers.sessions[0]).form_with(field, room.shared[kind]).fields[field]
        saves = WRITERS * times
        assert sorted(marks(str(stands))) == sorted(savers.kept)
        assert len(savers.kept) == saves
        assert running.rows(version) == [(began + saves,)]
        assert running.rows(counted) == [(events + saves,)]
        assert savers.statuses[409], "nobody met anybody: nothing was shown"
        proof(
            f"{WRITERS} people saved one {kind} {saves:,} times over {PROCESSES} processes on "
            f"{connection.display_name}: 0 lost, {saves:,} versions and events; {savers.statuses[409]:,} saves met "
            "another's, each answered 409 with both texts whole"
        )
