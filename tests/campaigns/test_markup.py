"""Every page that anybody may be shown, and what a wrong form gets, is valid HTML: read by the checker of the W3C.

It is a Java program of another maker, which `make prove` fetches (`make var/vnu/vnu.jar`): nothing here needs it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access_world import AccessWorld
from tests.canary_words import everything
from tests.test_walk import arguments, our_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.campaign, pytest.mark.in_full]

JAR = Path("var/vnu/vnu.jar")
ROLES = ("stranger", "staff", "chair", "administrator")
OF_ALLAUTH = (
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/change/",
    "/accounts/email/", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/", "/accounts/sessions/", "/accounts/logout/", "/accounts/reauthenticate/",
    "/accounts/password/reset/done/", "/accounts/2fa/recovery-codes/",
)  # fmt: skip
MISSING = ("/nowhere/", "/search/?q=phones", "/search/?q=xyzzy", "/topics/?q=phones", "/weeknotes/?year=31+February")


def answers(client: Client, world: AccessWorld) -> Iterator[tuple[str, Any]]:
    """What each address answers when it is opened, and to an empty form, whose effects are taken back."""
    ours = (
        reverse(name, kwargs=kwargs)
        for name, converters in our_addresses()
        for kwargs in arguments(name, converters, world)
    )
    for address in dict.fromkeys([*ours, *OF_ALLAUTH, *MISSING]):
        for ask in (client.get, client.post):
            with transaction.atomic():
                yield f"{ask.__name__} {address}", ask(address)
                transaction.set_rollback(True)


def test_every_page_is_valid_html(tmp_path, proof):
    assert shutil.which("java"), "the checker needs Java: apt install default-jre-headless"
    assert JAR.exists(), f"the checker is not there: make {JAR}"
    world = AccessWorld()
    everything(world)
    pages: dict[str, str] = {}
    opened = 0
    for role in ROLES:
        client = Client()
        if user := world.roles[role]:
            client.force_login(user)
        for what, answer in answers(client, world):
            if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
                continue
            if not answer.content.lstrip().lower().startswith(b"<!doctype"):
                continue  # a piece of a page, for a script: it stands in a whole one too
            opened += 1
            name = hashlib.sha256(answer.content).hexdigest()[:16]
            (tmp_path / f"{name}.html").write_bytes(answer.content)
            pages.setdefault(name, f"{what} as {role}: {answer.status_code}")
    wrong: dict[str, list[str]] = {}
    for message in checked(tmp_path):
        extract = " ".join(message.get("extract", "").split())
        where = f"{pages.get(Path(message.get('url', '')).stem)}\n        {extract}"
        wrong.setdefault(message["message"], []).append(where)
    assert not wrong, "\n".join(f"{said} ({len(at)} times)\n    {at[0]}" for said, at in wrong.items())
    assert opened > 1_000
    proof(f"{opened:,} pages of {len(ROLES)} roles, wrong forms' too: 0 errors")


def checked(folder: Path) -> list[dict[str, Any]]:
    """The errors that the checker finds in the files of a folder."""
    done = subprocess.run(
        ["java", "-jar", JAR, "--format", "json", "--errors-only", "--exit-zero-always", "--skip-non-html", folder],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stderr)["messages"]
