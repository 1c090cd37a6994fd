"""docs/security.md says what is so: each test, file and setting that it names is there, and no requirement is missing.

Below it what that page claims of the whole code and has no other test.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache

from tests.test_architecture import modules

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT.joinpath("docs/security.md").read_text()
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (met|does not apply|not met) \| ([^|]+) \|$", re.MULTILINE
)

# ASVS 5.0.0: how many requirements each section has, those of level 3 among them, and those of level 1.
SECTIONS = (
    "1.1:2 1.2:10 1.3:12 1.4:3 1.5:3 2.1:3 2.2:3 2.3:5 2.4:2 3.1:1 3.2:3 3.3:5 3.4:8 3.5:8 3.6:1 3.7:5 4.1:5 "
    "4.2:5 4.3:2  4.4:4 5.1:1 5.2:6 5.3:3 5.4:3 6.1:3 6.2:12 6.3:8 6.4:6 6.5:8 6.6:4 6.7:2 6.8:4 7.1:3 7.2:4 "
    "7.3:2 7.4:5 7.5:3 7.6:2  8.1:4 8.2:4 8.3:3 8.4:2 9.1:3 9.2:4 10.1:2 10.2:3 10.3:5 10.4:16 10.5:5 10.6:2 "
    "10.7:3 11.1:4 11.2:5 11.3:5 11.4:4  11.5:2 11.6:2 11.7:2 12.1:5 12.2:2 12.3:5 13.1:4 13.2:6 13.3:4 13.4:7 "
    "14.1:2 14.2:8 14.3:3 15.1:5 15.2:5 15.3:7  15.4:4 16.1:1 16.2:5 16.3:4 16.4:3 16.5:4 17.1:2 17.2:8 17.3:2"
)
LEVEL_3 = (
    "1.2.10 1.3.12 1.5.3 2.3.5 2.4.2 3.1.1 3.2.3 3.3.5 3.4.7-8 3.5.6-8 3.6.1 3.7.3-5 4.1.4-5 4.2.2-5 5.2.4-6 "
    "5.3.3 6.3.5-8  6.4.5-6 6.5.6-8 6.6.4 6.7.1-2 7.5.3 8.1.3-4 8.2.4 8.3.2-3 8.4.2 10.2.3 10.3.5 10.4.12-16 "
    "11.1.3-4 11.2.4-5 11.3.4-5  11.5.2 11.6.2 11.7.1-2 12.1.4-5 12.3.5 13.1.2-4 13.2.6 13.3.3-4 13.4.6-7 "
    "14.2.5-8 15.1.4-5 15.2.4-5 15.4.1-4 16.5.4  17.1.2 17.2.5-8"
)
LEVEL_1 = (
    "1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1 "
    "6.2.1-8  6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1 "
    "12.2.1-2 13.4.1  14.2.1 14.3.1 15.1.1 15.2.1 15.3.1"
)


def spelled_out(short):
    """ "3.4.7-8" as 3.4.7 and 3.4.8."""
    for word in short.split():
        section, _dot, numbers = word.rpartition(".")
        first, _dash, last = numbers.partition("-")
        yield from (f"{section}.{number}" for number in range(int(first), int(last or first) + 1))


def test_each_requirement_of_level_1_and_2_stands_there_once():
    every = set(spelled_out(" ".join(f"{part.split(':')[0]}.1-{part.split(':')[1]}" for part in SECTIONS.split())))
    level_1, wanted = set(spelled_out(LEVEL_1)), every - set(spelled_out(LEVEL_3))
    assert (len(level_1), len(wanted)) == (70, 253)
    told = [(number, level) for number, level, *_rest in ROW.findall(PAGE)]
    assert Counter(number for number, _level in told) == Counter(wanted)
    assert {number for number, level in told if level == "1"} == level_1
    assert len(told) == len(re.findall(r"^\| \d+\.\d+\.\d+ ", PAGE, re.MULTILINE))


def test_its_counts_are_those_of_its_rows():
    found = Counter((level, state) for _number, level, _asks, state, _how in ROW.findall(PAGE))
    for level in "12":
        counts = " | ".join(str(found[level, state]) for state in ("met", "does not apply", "not met"))
        assert f"| {level} | {counts} |" in PAGE


def missing(word, tests):
    """Whether what stands between two backticks names a test, file, setting or variable that is not there."""
    if match := re.fullmatch(r"(test_\w+\.py)(?:::(test_\w+))?", word):
        texts = tests.get(match[1], [])
        return not any(match[2] is None or f"def {match[2]}(" in text for text in texts)
    if re.fullmatch(r"(hackit|weeknotes|meetings|docs|tests)/[\w./-]+", word) or word in ("Makefile",):
        return not ROOT.joinpath(word).exists()
    if word.startswith("HACKIT_"):
        return f"`{word}`" not in ROOT.joinpath("docs/operate.md").read_text()
    if re.fullmatch(r"[A-Z]+_[A-Z_]+|LOGGING", word):
        text = ROOT.joinpath("hackit/settings.py").read_text()
        return word != "DATABASE_URL" and not re.search(rf"^ *{word}\b", text, re.MULTILINE)
    return False


def test_what_it_names_is_there():
    tests = {}
    for path in ROOT.joinpath("tests").rglob("test_*.py"):
        tests.setdefault(path.name, []).append(path.read_text())
    words = set(re.findall(r"`([^`\n]+)`", PAGE))
    assert len(words) > 150
    assert [word for word in sorted(words) if missing(word, tests)] == []
    for wrong in ("test_sessions.py::test_nothing", "test_none.py", "hackit/none.py", "HACKIT_NONE", "NO_SETTING"):
        assert missing(wrong, tests)


# --- What holds for all of the code ---

SPEAKS = r"^\s*(?:import|from) (?:requests|httpx|urllib\.request|urllib3|http\.client|ftplib|socket|asyncio)\b"
MAY_SPEAK = {
    "hackit/gunicorn.py",  # looks whether its own port is free
    "hackit/sign_in/single_sign_on.py",  # asks the issuer of the settings for its keys, and catches what goes wrong
}
RUNS = r"\b(?:eval|exec|__import__|from_string)\(|^\s*(?:import|from) (?:pickle|marshal|shelve|dill)\b|shell=True"


def found_in_code(pattern):
    return {name for name, text in modules() if re.search(pattern, text, re.MULTILINE)}


def test_nothing_but_what_is_named_speaks_to_other_machines():
    assert found_in_code(SPEAKS) == MAY_SPEAK
    named = {"notifications_python_client": "hackit/mail/notify.py", "sentry_sdk": "hackit/running/error_reports.py"}
    for package, place in named.items():
        assert found_in_code(rf"^\s*(?:import|from) {package}\b") == {place}


def test_nothing_runs_what_it_was_given():
    assert found_in_code(RUNS) == set()
    assert found_in_code(r"yaml\.(?:unsafe_|full_)?load\(") == {"weeknotes/importing/front_matter.py"}  # its own loader


def test_htmx_runs_nothing_that_a_page_did_not_bring():
    base = ROOT.joinpath("templates/base.html").read_text()
    for rule in ('"allowEval":false', '"allowScriptTags":false', '"selfRequestsOnly":true', '"historyCacheSize":0'):
        assert rule in base
    for path in ROOT.joinpath("hackit/static/hackit/js").glob("*.js"):
        assert not re.search(
            r"\beval\(|new Function|document\.write|postMessage|[\"']message[\"']", path.read_text()
        ), path


@pytest.fixture
def grace(db):
    cache.clear()
    words = "seven calm herons fishing"
    return get_user_model().objects.create_user("grace.li@example.org", words, name="Grace Li", role="staff")


@pytest.mark.parametrize("next_page", ["https://evil.example.net/", "//evil.example.net", "javascript:alert(1)"])
def test_no_sign_in_leads_to_another_site(client, grace, next_page):
    sent = {"login": grace.email, "password": "seven calm herons fishing", "next": next_page}
    answer = client.post("/accounts/login/", sent)
    assert answer.status_code == 302
    assert answer.url == settings.LOGIN_REDIRECT_URL


def test_every_text_says_its_charset(client, grace):
    client.force_login(grace)
    for path in ("/", "/healthz", "/readyz", "/people/csv/", "/nowhere/", "/answers/markdown/", "/weeknotes/feed/"):
        kind = client.get(path)["Content-Type"]
        assert kind.endswith("; charset=utf-8"), path
    assert found_in_code(r"content_type=\"(?:text/[a-z]+|image/svg\+xml|application/[a-z]+\+xml)\"") == set()


def test_no_other_site_reads_an_answer(client, grace):
    client.force_login(grace)
    for path in ("/", "/search/suggest/?q=a", "/people/csv/"):
        answer = client.get(path, headers={"Origin": "https://evil.example.net"})
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]
