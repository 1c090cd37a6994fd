"""Which passwords are refused, with words that say why; and that nothing is asked of their composition."""

import hashlib
import io

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from hackit.env import Env, WrongSetting
from hackit.sign_in.breached import LONGEST, LongestValidator, is_listed, repeated_piece
from tests import factories as make

pytestmark = pytest.mark.django_db  # the names of this place are among what is refused


def listed(passwords: list[str], end: str = "\r\n") -> bytes:
    """A file as the downloader writes it."""
    hashes = sorted(hashlib.sha1(one.encode()).hexdigest().upper() for one in passwords)
    return "".join(f"{one}:{count}{end}" for count, one in enumerate(hashes, 1)).encode()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 500])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_line_of_a_list_is_found_and_nothing_else(count, end):
    stolen = [f"stolen password {number}" for number in range(count)]
    content = listed(stolen, end)
    file = io.BytesIO(content)
    assert [one for one in stolen if not is_listed(one, file, len(content))] == []
    assert [one for one in (f"free password {n}" for n in range(500)) if is_listed(one, file, len(content))] == []


def test_a_long_list_is_looked_up_by_a_few_reads():
    class Counting(io.BytesIO):
        reads = 0

        def readline(self, *limit):
            self.reads += 1
            return super().readline(*limit)

    content = listed([f"stolen password {number}" for number in range(20_000)])
    file = Counting(content)
    assert is_listed("stolen password 7", file, len(content))
    assert file.reads <= 2 * 20


def test_a_stolen_password_is_refused_with_a_reason(settings, tmp_path):
    file = tmp_path / "breached.txt"
    file.write_bytes(listed(["seven calm herons fishing"]))
    settings.BREACHED = str(file)
    with pytest.raises(ValidationError, match="stolen from some other service"):
        validate_password("seven calm herons fishing")
    validate_password("seven calm herons asleep")
    settings.BREACHED = ""
    validate_password("seven calm herons fishing")


@pytest.mark.parametrize("password", [
    "aaaaaaaaaaaaaaa", "passwordpassword", "Password1Password1", "123456789012345", "987654321098765",
    "abcdefghijklmnop", "abc123abc123abc123", "short of fifteen",
])  # fmt: skip
def test_what_is_long_and_easy_is_refused(password):
    if password == "short of fifteen":
        password = password[:14]
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", [
    "seven calm herons fishing", "allinlowercaseletters", "ALL IN CAPITALS AND LONG", "40271860359274615",
    "ünïcödé wörds äre fine", "four four fine words",
])  # fmt: skip
def test_nothing_is_asked_of_its_composition(password):
    validate_password(password)


def test_the_shortest_piece_of_which_a_text_is_made_is_found():
    assert repeated_piece("abcabcab") == "abc"
    assert repeated_piece("abcdabc") == "abcdabc"
    assert repeated_piece("x") == "x"
    assert repeated_piece("") == ""


@pytest.mark.parametrize("text", ["a" * 3000 + "b", "ab" * 1500 + "c", "a" * 3000])
def test_looking_for_it_takes_a_few_looks_a_letter_whatever_the_text(text):
    class Counting(str):
        looks = 0

        def __getitem__(self, at):
            self.looks += 1
            return super().__getitem__(at)

    counted = Counting(text)
    repeated_piece(counted)
    assert counted.looks <= 6 * len(text)


def test_a_password_without_end_is_refused_before_anything_is_done_with_it(client, monkeypatch):
    grace = make.make_user("Grace Li")
    endless = "seven calm herons " * 60_000
    done = []
    monkeypatch.setattr("allauth.account.adapter.DefaultAccountAdapter.clean_password", lambda *a, **k: done.append(a))
    monkeypatch.setattr("hackit.models.User.check_password", lambda *args: done.append(args))
    with pytest.raises(ValidationError, match="at most 1,000 characters"):
        LongestValidator().validate("a" * (LONGEST + 1))
    LongestValidator().validate("a" * LONGEST)
    client.force_login(grace)
    pages = {"/accounts/login/": {"login": grace.email, "password": endless}}
    pages["/accounts/reauthenticate/"] = {"password": endless}
    pages["/accounts/password/change/"] = {"oldpassword": endless, "password1": endless, "password2": endless}
    for path, form in pages.items():
        browser = Client() if "login" in path else client
        assert "Use at most 1,000 characters." in browser.post(path, form).text, path
    assert done == []


def test_a_list_that_is_not_there_stops_the_start_with_a_sentence(tmp_path):
    assert Env({}).file("HACKIT_BREACHED") == ""
    with pytest.raises(WrongSetting, match="cannot be read"):
        Env({"HACKIT_BREACHED": str(tmp_path / "none")}).file("HACKIT_BREACHED")
