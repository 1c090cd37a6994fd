"""A form is sent several times at once, as an impatient hand or a bad connection does: it makes one row."""

from __future__ import annotations

import ast
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.campaigns.creating import FORMS, Creating
from tests.campaigns.serving import ROOT, Service
from tests.campaigns.visiting import Answer, Form, Visitor

pytestmark = pytest.mark.campaign

PROCESSES, AT_ONCE, TOKENS = 3, 4, 1000


MAKE_NOTHING = {
    "hackit.forms.TokenForm",  # which is what they all are
    "hackit.views.people_merging._made_one",  # two rows become one; who sends it twice is led there too
}


def takers_of_tokens() -> set[str]:
    """Every function of ours in which a form's token is taken, by its dotted name."""
    found = set()
    for app in ("hackit", "meetings", "weeknotes"):
        for path in (ROOT / app).rglob("*.py"):
            if "tokens.once(" not in (text := path.read_text()):
                continue
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and "tokens.once(" in ast.unparse(node):
                    found.add(f"{module}.{node.name}")
    return found


def test_every_form_that_makes_something_is_among_those_that_are_sent_again():
    assert takers_of_tokens() - MAKE_NOTHING == {form.by for form in FORMS}


def filled(form: Creating, visitor: Visitor, targets: dict[str, str], number: int) -> Form:
    """The form as it is on its page, with what is typed into it."""
    names = targets | {"n": str(number)}
    asked = form.asked and {name: value.format(**names) for name, value in form.asked.items()}
    found = visitor.form_with(form.token, form.page.format(**names), asked=asked, among=form.typed)
    found.fields |= {name: value.format(**names) for name, value in form.typed.items()}
    found.action = form.to.format(**names) or found.action
    return found


def sent_at_once(visitor: Visitor, form: Form, pool: ThreadPoolExecutor) -> list[Answer]:
    """The answers to one form that is sent several times at the same moment."""
    together = threading.Barrier(AT_ONCE)

    def send() -> Answer:
        together.wait()
        return visitor.post(form.action, form.fields)

    return [sent.result() for sent in [pool.submit(send) for _ in range(AT_ONCE)]]


def rows_of(running: Service, table: str) -> int:
    [(count,)] = running.rows(f"SELECT count(*) FROM {table}")
    return count


def fault_of(
    running: Service, form: Creating, visitor: Visitor, pool: ThreadPoolExecutor, targets: dict[str, str], number: int
) -> str:  # fmt: skip
    """What was wrong with the answers to one form that was sent several times at once; "" if all was right."""
    try:
        sent = filled(form, visitor, targets, number)
    except AssertionError as missing:
        return str(missing)
    time.sleep(form.waits)
    before = rows_of(running, form.table)
    answers = sent_at_once(visitor, sent, pool)
    made = rows_of(running, form.table) - before
    led = Counter(answer.location or answer.status for answer in answers)
    if made == 1 and {answer.status for answer in answers} == {302}:
        return ""
    said = {words for answer in answers for words in re.findall(r"Error: </span>(.*?)</p>", answer.text)}
    return f"{made} rows, {dict(led)}: {said}"


@pytest.mark.in_full("postgresql")  # its database is laid out from nothing each time
def test_every_form_sent_several_times_at_once_makes_one_row(service, campaign, proof):
    forms = FORMS[:: campaign(5, 1)]
    often = sum(form.most is None for form in forms)
    rounds = campaign(1, -(-TOKENS // often))
    running = service(workers=PROCESSES)
    room = running.prepare(rounds, "make_forms")
    running.collect()
    running.start()
    chair, nobody = Visitor(running, next(iter(room.sessions.values()))), Visitor(running)
    tokens, faults = 0, []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(rounds):
            for form in forms:
                if number < (form.most or rounds):
                    visitor = nobody if form.by_nobody else chair
                    fault = fault_of(running, form, visitor, pool, room.targets[number], number)
                    faults += [f"{form.by} at {form.page}: {fault}"] if fault else []
                    tokens += 1
    assert not faults, "\n".join(faults)
    proof(
        f"{tokens:,} tokens, of each of {len(forms)} forms that make something, each sent {AT_ONCE} times at once to "
        f"{PROCESSES} processes on {connection.display_name}: 1 row each, and every sender was led to it"
    )
