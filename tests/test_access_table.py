"""Every address as every role, for a record in every state: who is shown it, who may send its form, and who meets
nothing. docs/access.md holds the answers as a table and is compared with them; a new address without a row fails.

Here strangers, and a fourth of the addresses for each other role; all by `make prove`, and by what writes the page:

    WRITE_ACCESS=new var/venv/bin/python -m pytest -q tests/test_access_table.py    (or all: ten minutes)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access_world import AccessWorld, State
from tests.test_walk import arguments, kind_of, our_addresses, words_met

pytestmark = pytest.mark.django_db

Table = dict[tuple[str, str], dict[str, str]]
"""(address, state) -> role -> cell."""

PAGE = Path("docs/access.md")
WRITES = os.environ.get("WRITE_ACCESS", "")
"""Asked to write the page: "all" of it, or the rows of "new" addresses."""
ROLES = ("stranger", "no role", "staff", "named on it", "member", "secretary", "chair", "auditor", "administrator")
MISSING = "missing"
HIDDEN, SIGN_IN, REFUSED = "·", "sign in", "no"

NEVER_MET = {
    "stranger": ("canary",),
    "no role": ("canary",),
    "staff": ("canarymember", "canaryown", "canarygroup", "canarygone"),
    "auditor": ("canarymember", "canaryown", "canarygroup", "canarygone"),
    "administrator": ("canarymember", "canaryown", "canarygroup", "canarygone"),
    "named on it": ("canarymember", "canaryowntext", "canaryowntitle", "canarygone"),
    "member": ("canaryown", "canarygone"),
    "secretary": ("canaryown", "canarygone"),
    "chair": ("canaryownerjotting", "canaryownernote", "canaryownerbody", "canarygone"),
}
"""What the words begin with that a role meets nowhere."""

MAY_UNDO = {
    "named on it": {"canarygonenote"},
    "secretary": {"canarygonemeeting"},
    "chair": {"canarygonemeeting"},
}
"""What was deleted is met by who may bring it back."""

UNDO = ("-undelete", "-deleted", "-restore", "-undo")
"""Where they do that."""


@pytest.mark.campaign
@pytest.mark.in_full("postgresql")  # a minute; the canaries walk there each time
def test_what_each_role_may_see_and_do(campaign: Callable[[int, int], int], proof: Callable[[str], None]):
    """One world for all roles: what a form does is undone before the next is sent."""
    world = AccessWorld()
    every = 1 if WRITES else campaign(6, 1)
    assert set(world.roles) == set(ROLES) == set(NEVER_MET)
    kept = rows_in(PAGE.read_text()) if WRITES == "new" else {}
    known = {name for name, _state in kept}
    found: Table = {}
    wrong: list[str] = []
    for role in ROLES:
        client = Client()
        user = world.roles[role]
        if user:
            client.force_login(user)
        for name, converters in our_addresses():
            if name in known or (role != "stranger" and crc32(f"{role} {name}".encode()) % every):
                continue
            asked: dict[str, tuple[int, int]] = {}
            for state, kwargs in states_of(name, converters, world):
                asked[state] = tried(client, reverse(name, kwargs=kwargs), role, wrong)
                found.setdefault((name, state), {})[role] = cell(*asked[state])
            wrong += [
                f"{name} tells {role} of a record that is there ({state}): {answers}, missing: {asked[MISSING]}"
                for state, answers in asked.items()
                if MISSING in asked and answers != asked[MISSING] and not is_seen(world, state, name, user)
            ]
    if WRITES:
        names = [name for name, _converters in our_addresses()]
        found = {key: cells for key, cells in {**kept, **found}.items() if key[0] in names}
        PAGE.write_text(page_of(dict(sorted(found.items(), key=lambda row: names.index(row[0][0])))))
    assert not wrong, "\n".join(wrong)
    assert not differences(found), "\n".join([f"{PAGE} is out of date; see the head of this file", *differences(found)])
    cells = sum(len(row) for row in found.values())
    proof(
        f"{len(ROLES)} roles, {len({name for name, _ in found}):,} addresses, {cells * 2:,} requests: "
        "all as docs/access.md says"
    )


def states_of(name: str, converters: dict[str, Any], world: AccessWorld) -> Iterator[tuple[str, dict[str, Any]]]:
    """(state, arguments) of an address: of every state that its kind of record has, and of a record that is not."""
    if not converters:
        yield "", {}
        return
    _real, missing = arguments(name, converters, world)
    kind = kind_of(name) or ""
    for state in world.states:
        known = state.arguments(kind)
        if known is not None:
            yield state.name, {key: known.get(key, value) for key, value in missing.items()}
    yield MISSING, missing


def tried(client: Client, address: str, role: str, wrong: list[str]) -> tuple[int, int]:
    """The status of opening an address and of sending it an empty form, whose effects are undone.

    What the role should not have met goes to `wrong`.
    """
    with transaction.atomic():
        statuses = []
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code < 500, f"{address}: {answer.status_code}"
            met = set(words_met(answer, *NEVER_MET[role])) - MAY_UNDO.get(role, set())
            wrong += [f"{address} shows {role} {word}" for word in sorted(met)]
            to_sign_in = answer.status_code == 401 or answer.get("Location", "").startswith("/accounts/login/")
            statuses.append(401 if to_sign_in else answer.status_code)
        transaction.set_rollback(True)
    return statuses[0], statuses[1]


def cell(opened: int, sent: int) -> str:
    """What two statuses come to in the table."""
    may = [word for word, status in (("sees", opened), ("does", sent)) if status not in (401, 403, 404, 405)]
    if may:
        return " ".join(may)
    both = (opened, sent)
    return SIGN_IN if 401 in both else HIDDEN if 404 in both else REFUSED


def is_seen(world: AccessWorld, state: str, name: str, user: Any) -> bool:
    """Whether the record that an address is about in this state is one that this user may see, by its own words."""
    one = next((one for one in world.states if one.name == state), State(state))
    record = one.records.get(kind_of(name) or "")
    if record is None or state == "public" or (state == "deleted" and name.endswith(UNDO)):
        return True  # something else than a record with a reach: what may be seen of it is in the table
    return type(record).objects.visible_to(user).filter(pk=record.pk).exists()


# --- The page ---

HEAD = f"""# Who may see and do what

Made by the tests (tests/test_access_table.py), which open every address and send it an empty form as each role, for a
record in every state, and fail where this page says anything else. So it tells what the service does, not what it
should.

- **sees**: the page is shown (or leads on to one). **does**: its form is taken (an empty one may be wrong, but is not
  refused). **{HIDDEN}**: the answer is the same as for a record that does not exist. **{REFUSED}**: the login does not
  allow it. **{SIGN_IN}**: asked to sign in, whether or not there is anything.
- **stranger**: nobody is signed in. **no role**: a login that nobody has given a role. **staff**, **auditor** and
  **administrator** are outside the group; **named on it** is staff outside the group, but the author, owner or lead.
- *draft or jotting*: of the one named on it. *group only*, *all staff*, *public*: how far the record reaches. *deleted*
  and *missing* need no saying.
"""


def rows_in(text: str) -> Table:
    """What the page says."""
    rows: Table = {}
    for line in text.splitlines():
        if line.startswith("| `"):
            name, states, *cells = [part.strip() for part in line.strip("|").split("|")]
            for state in states.split(", ") if states else [""]:
                rows[name.strip("`"), state] = dict(zip(ROLES, cells, strict=True))
    return rows


def differences(found: Table) -> list[str]:
    """Where the page says something else than was found, or has no row, or one too many."""
    stored = rows_in(PAGE.read_text())
    wrong = [f"{name} ({state}) is no address any more" for name, state in stored.keys() - found.keys()]
    for (name, state), cells in found.items():
        there = stored.get((name, state), {})
        wrong += [
            f"{name} ({state}): {role} {there.get(role, 'has no row')} in the page, {what} here"
            for role, what in cells.items()
            if there.get(role) != what
        ]
    return wrong


def page_of(rows: Table) -> str:
    """The page: a row for each address and state; states of one address that say the same share a row."""
    lines = [HEAD, f"| address | record | {' | '.join(ROLES)} |", "|---" * (len(ROLES) + 2) + "|"]
    names = list(dict.fromkeys(name for name, _state in rows))
    for name in names:
        alike: dict[tuple[str, ...], list[str]] = {}
        for (other, state), cells in rows.items():
            if other == name:
                alike.setdefault(tuple(cells[role] for role in ROLES), []).append(state)
        for cells, states in alike.items():
            lines.append(f"| `{name}` | {', '.join(states)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
