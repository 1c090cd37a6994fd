"""Recovery codes: seen once, used once, and nowhere to be read afterwards."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from hackit.models import Event
from hackit.sign_in.second_step import encrypt_anew
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"
PAGE, NEW = "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"
CODES = Authenticator.Type.RECOVERY_CODES


@pytest.fixture(autouse=True)
def _counts_anew():
    cache.clear()


@pytest.fixture
def grace():
    user = make.make_user("Grace Li")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def hers(client, grace):
    """Her browser, signed in, which has just shown who she is."""
    client.force_login(grace)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li>(\d{8})</li>", page)


def kept(user) -> dict:
    return Authenticator.objects.get(user=user, type=CODES).data


def comes_in(user, code: str) -> bool:
    cache.clear()
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    return "_auth_user_id" in browser.session


def test_they_are_seen_once_and_kept_as_slow_hashes_with_a_salt_of_their_own(hers, grace):
    codes = codes_on(hers.get(PAGE).text)
    assert len(set(codes)) == 10
    data = kept(grace)
    assert set(data) == {"migrated_codes", "viewed_at"}
    assert all(re.fullmatch(r"hashed:scrypt\$\d+\$\w{20,}\$8\$5\$\S{80,}", one) for one in data["migrated_codes"])
    assert not [code for code in codes if code in str(data)]
    again = hers.get(PAGE).text
    assert codes_on(again) == []
    assert "10 of 10 left" in again
    assert hers.get(f"{PAGE}download/").status_code == 403


def test_each_opens_once_however_it_is_spaced(hers, grace):
    first, second, *_others = codes_on(hers.get(PAGE).text)
    assert comes_in(grace, f" {first[:4]} {first[4:]}")
    assert not comes_in(grace, first)
    assert comes_in(grace, second)
    assert "8 of 10 left" in hers.get(PAGE).text
    assert len(kept(grace)["migrated_codes"]) == 8


def test_what_the_database_keeps_opens_nothing(hers, grace):
    codes = codes_on(hers.get(PAGE).text)
    for one in kept(grace)["migrated_codes"][:2]:
        for typed in (one, one.removeprefix("hashed:"), one.rpartition("$")[2], "hashed:"):
            assert not comes_in(grace, typed), typed
    wrong = next(str(number) for number in range(10**7, 10**8) if str(number) not in codes)
    assert not comes_in(grace, wrong)
    assert comes_in(grace, codes[2])


def test_a_code_shows_who_one_is_before_something_that_matters_too(hers, grace):
    code = codes_on(hers.get(PAGE).text)[0]
    browser = Client()
    browser.force_login(grace)
    assert browser.get("/accounts/password/change/").status_code == 200
    assert browser.post("/accounts/2fa/reauthenticate/", {"code": code}).status_code == 302
    assert browser.post("/accounts/2fa/reauthenticate/", {"code": code}).status_code == 200


def test_new_ones_take_the_place_of_the_old(hers, grace):
    old = codes_on(hers.get(PAGE).text)
    hers.post(NEW)
    new = codes_on(hers.get(PAGE).text)
    assert len(new) == 10
    assert set(new).isdisjoint(old)
    assert not comes_in(grace, old[0])
    assert comes_in(grace, new[0])


def test_those_that_nobody_has_seen_yet_are_encrypted_and_work(grace):
    code = RecoveryCodes(Authenticator.objects.get(user=grace, type=CODES)).get_unused_codes()[3]
    assert kept(grace)["seed"].startswith("encrypted:")
    assert comes_in(grace, code)
    assert not comes_in(grace, code)


def test_prepare_hashes_those_that_were_shown_before_and_what_was_used_stays_used(hers, grace):
    row = Authenticator.objects.get(user=grace, type=CODES)
    codes = RecoveryCodes(row).generate_codes()
    shown = row.data | {"used_mask": 0b101, "viewed_at": 1_700_000_000.0}
    Authenticator.objects.filter(pk=row.pk).update(data=shown)
    events, said = Event.objects.count(), StringIO()
    call_command("prepare", stdout=said)
    assert "as hashes: those of 1 login" in said.getvalue()
    assert len(kept(grace)["migrated_codes"]) == 8
    assert Event.objects.count() == events
    assert [comes_in(grace, code) for code in codes[:4]] == [False, True, False, True]
    assert codes_on(hers.get(PAGE).text) == []
    said = StringIO()
    call_command("prepare", stdout=said)
    assert "hashes" not in said.getvalue()
    assert encrypt_anew() == 0
    assert comes_in(grace, codes[4])
