"""docs/operate.md tells the truth: units parse, commands and settings that it names exist, and no setting is left out.

The whole page is done as written on new machines by tests/campaigns/test_operate.py.
"""

from __future__ import annotations

import re
import shlex
import subprocess

import pytest
from django.core.management import get_commands

from hackit.middleware import ONLY_BY_TLS, PROGRAMS
from tests.campaigns.operating import PAGE, ROOT, STEPS, commands

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(path for path in DEPLOY.glob("records-*") if path.is_file())
_INSIDE = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')


def text() -> str:
    return PAGE.read_text()


def blocks() -> list[str]:
    parts = [part.splitlines()[0] for part in text().split("\n## ")[1:]]
    return [block for heading in parts for block in commands(heading)]


def test_every_command_that_is_named_exists():
    spans = [
        *blocks(),
        *re.findall(r"`([^`\n]+)`", text()),
        *(line for unit in UNITS for line in unit.read_text().splitlines() if line.startswith("ExecStart")),
    ]
    asked = {
        name for span in spans for name in re.findall(r"(?:^records|manage\.py) ([a-z_]+)", span, re.MULTILINE)
    } | set(re.findall(r"records-(?:task|daily)@([a-z_]+)", text()))
    assert {"prepare", "doctor", "backup", "restore", "send_due", "clear_old"} <= asked
    assert asked - set(get_commands()) == set()


def settings_read() -> set[str]:
    return {
        name
        for file in ("settings.py", "gunicorn.py")
        for name in _INSIDE.findall((ROOT / "hackit" / file).read_text())
    }


def test_every_setting_is_in_the_table_and_every_one_that_is_named_exists():
    table = text().partition("\n## Variables\n")[2].partition("\n## ")[0]
    told: set[str] = set()
    for row in table.splitlines():
        names = re.findall(r"`([A-Z_]+)`", row.split(" | ")[0])
        stem = re.match(r"HACKIT_(MAIL|OIDC)", names[0]) if names else None
        told |= {f"{stem[0]}{name}" if name.startswith("_") else name for name in names}
    assert told == settings_read()
    assert set(re.findall(r"HACKIT_[A-Z]\w*[A-Z]", text())) <= settings_read()
    assert set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "records.env").read_text(), re.MULTILINE)) <= settings_read()


def test_every_file_that_is_put_in_place_is_there_and_every_timer_is_begun():
    put = {name for block in blocks() for name in re.findall(r"/srv/records/(docs/deploy/[\w.*@-]+)", block)}
    assert put
    assert all(list(ROOT.glob(name)) for name in put), put
    for steps in (commands(STEPS[4]), commands("Without PostgreSQL")):
        for unit in (one for one in UNITS if "[Install]" in one.read_text()):
            assert unit.name.replace("@.", "@backup.") in " ".join(steps), unit.name
            assert unit.suffix == ".target" or "PartOf=records-all.target" in unit.read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_parses(unit):
    """As systemd reads it: sections of its own kind, a name and a value in each line, programs by their whole path."""
    sections = {"Unit", "Install", unit.suffix[1:].capitalize()}
    section, names = "", []
    for line in unit.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            assert section in sections, line
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals, line
            assert section, line
            names.append(name)
            if name == "ExecStart":
                assert shlex.split(value)[0].startswith("/"), line
            if name == "Unit":
                assert (DEPLOY / re.sub(r"@\w*(%i)?", "@", value)).exists(), line
    assert {".service": "ExecStart", ".timer": "OnCalendar", ".target": "Description"}[unit.suffix] in names


def test_the_proxies_take_what_the_service_takes(settings):
    nginx, caddy = ((DEPLOY / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    most = settings.REQUEST_MAX_BYTES // 2**20
    assert f"client_max_body_size {most}m;" in nginx
    assert f"max_size {most}MiB" in caddy
    for said in (nginx, caddy):
        assert {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"} <= set(re.findall(r"X-[\w-]+", said))


def test_the_proxies_lead_no_program_from_http_to_https():
    """They know programs by the same pattern as the service, and tell them the same."""
    for name in ("nginx.conf", "Caddyfile"):
        said = (DEPLOY / name).read_text()
        assert f'"{PROGRAMS}"' in said, name
        assert ONLY_BY_TLS.strip() in said, name


def test_the_command_records_is_a_shell_script_for_root_that_reads_the_settings():
    subprocess.run(["sh", "-n", DEPLOY / "records"], check=True)
    assert ". /etc/records.env" in (DEPLOY / "records").read_text()
    assert (DEPLOY / "records").stat().st_mode & 0o111


def test_every_link_within_the_page_leads_somewhere():
    headings = {
        re.sub(r"[^\w -]", "", line[3:].lower()).replace(" ", "-") for line in text().splitlines() if line[:3] == "## "
    }
    links = set(re.findall(r"\]\(#([\w-]+)\)", text()))
    assert links
    assert links <= headings
