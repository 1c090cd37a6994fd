"""wapiti and sqlmap against the service as it runs, as a stranger and as staff: nothing of weight, nothing to inject.

Both are others' programs with needs of their own: uv fetches and runs them beside us (`uv tool run`), as `make audit`
does, and they are in no lock. So `make prove` alone asks them.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from hackit.running.trial import PASSWORD, SIGN_INS
from tests.campaigns.serving import Service

pytestmark = [pytest.mark.campaign, pytest.mark.in_full]

UV = Path(sys.executable).with_name("uv")
WAPITI = ("--from", "wapiti3==3.2.3", "wapiti")
SQLMAP = ("--from", "sqlmap==1.10.10", "sqlmap")
CRAWL_SECONDS, ATTACK_SECONDS = 90, 25
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,methods,permanentxss,redirect,sql,timesql,upload,xss"
"""Not asked: what looks for products that are not here (LDAP directories, WordPress, Java), guesses addresses or
passwords, or calls from its maker's server."""
HIGH = 3  # wapiti counts 0 (for information) to 4 (critical)
AT_ONCE = 4  # requests of wapiti; with its usual 32 its own database is locked at times, and it ends without a report
TAKEN_BACK = "false positive or unexploitable"
"""What sqlmap notes where two answers differed and its own second look found that no SQL had done it: who searches for
other words finds other things.
"""

ASKED = (
    "/search/?q=phones&kind=action&sort=newest&page=1", "/search/suggest/?q=pho",
    "/weeknotes/?q=phones&year=2019&page=1",
    "/decisions/?q=phones&sort=oldest&outcome=agreed&topic=mobile-phones&year=2026&page=1", "/topics/?q=phones&page=1",
    "/meetings/?q=a&group=dmt&page=1", "/actions/?whose=all&q=a&sort=due&status=open&after=1+June+2019",
    "/like/?of=/&part=1",
    "/money/?q=a&state=with_finance", "/audit/recommendations/?q=a&page=1", "/people/?q=a&page=1",
    "/figures/?q=a&page=1",
)  # fmt: skip


def tool(*arguments: object, within: float) -> str:
    """What a tool prints, standard errors too. It is ended after `within` seconds."""
    done = subprocess.run(
        [UV, "tool", "run", *map(str, arguments)], capture_output=True, text=True, timeout=within, check=False
    )
    return done.stdout + done.stderr


def cookies(service: Service, email: str) -> str:
    """The cookies of a session of this person, as a header."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    address = f"{service.address}/accounts/login/"
    page = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    sent = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    browser.open(address, urlencode(sent).encode())
    found = {cookie.name: cookie.value for cookie in jar}
    assert "session" in found
    return "; ".join(f"{name}={value}" for name, value in found.items())


@pytest.fixture
def running(service: Callable[..., Service]) -> Service:
    """The service with the sample data."""
    made = service(workers=2)
    made.folder.mkdir(parents=True)
    made.run("manage.py", "prepare")
    made.collect()
    made.start()
    return made


def readers(service: Service) -> dict[str, str]:
    """Their cookies: nobody's, and those of staff."""
    email = next(one.email for one in SIGN_INS if one.part == "staff")
    return {"a stranger": "", "staff": cookies(service, email)}


def test_wapiti_finds_nothing_of_high_weight(running, tmp_path, proof):
    told, high = [], []
    for who, cookie in readers(running).items():
        report = tmp_path / f"{len(cookie)}.json"
        said = tool(
            *WAPITI, "--url", f"{running.address}/", "--scope", "folder", "--depth", 4, "--max-links-per-page", 40,
            "--max-files-per-dir", 15, "--max-scan-time", CRAWL_SECONDS, "--max-attack-time", ATTACK_SECONDS,
            "--tasks", AT_ONCE, "--exclude", f"{running.address}/accounts/logout/", "--module", MODULES,
            "--flush-session",
            "--store-session", tmp_path / "session", "--store-config", tmp_path / "config", "--no-bugreport",
            "--format", "json", "--output", report, *(("--cookie-value", cookie) if cookie else ()), within=1_800,
        )  # fmt: skip
        assert report.exists(), said[-2000:]
        found = json.loads(report.read_text())
        pages = found["infos"]["crawled_pages_nbr"]
        assert pages > 50, said[-2000:]
        faults = {**found["vulnerabilities"], **found["anomalies"]}
        every = [(kind, one) for kind, ones in faults.items() for one in ones]
        high += [f"{who}: {kind} at {one['path']}: {one['info']}" for kind, one in every if one["level"] >= HIGH]
        kinds = sorted({f"{kind} ({one['level']})" for kind, one in every if 0 < one["level"] < HIGH})
        told.append(f"{pages:,} requests found as {who}, below it: {', '.join(kinds) or 'nothing'}")
    assert not high, "\n".join(high)
    proof(f"wapiti 3.2.3, {len(MODULES.split(','))} modules: 0 of high weight; {'; '.join(told)}")


def test_sqlmap_finds_nothing_to_inject(running, tmp_path, proof):
    targets = tmp_path / "targets.txt"
    targets.write_text("\n".join(f"{running.address}{path}" for path in ASKED))
    injectable, tried, taken_back = [], 0, 0
    for who, cookie in readers(running).items():
        results = tmp_path / f"{len(cookie)}.csv"
        said = tool(
            *SQLMAP, "-m", targets, "--batch", "--disable-coloring", "--level", 1, "--risk", 1, "--threads", 2,
            "--technique", "BEUS", "--flush-session", "--output-dir", tmp_path / "out", "--results-file", results,
            "--ignore-code", "404,401", *(("--cookie", cookie) if cookie else ()), within=2_400,
        )  # fmt: skip
        tried += len(re.findall(r"testing if (?:GET|URI) parameter", said))
        assert "all tested parameters do not appear to be injectable" in said, said[-2000:]
        rows = list(csv.reader(results.read_text().splitlines()))[1:] if results.exists() else []
        thought = [row for row in rows if len(row) > 2 and row[2].strip()]
        injectable += [f"{who}: {row}" for row in thought if TAKEN_BACK not in row]
        taken_back += sum(TAKEN_BACK in row for row in thought)
        injectable += [f"{who}: {line}" for line in said.splitlines() if "is vulnerable" in line]
    assert not injectable, "\n".join(injectable)
    assert tried > len(ASKED)
    proof(
        f"sqlmap 1.10.10, {len(ASKED)} addresses as a stranger and as staff, {tried} parameters: 0 injectable"
        + (f" ({taken_back} thought to be, and taken back by its own second look)" if taken_back else "")
    )
