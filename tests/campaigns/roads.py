"""What is done with new machines: each road through docs/operate.md from its beginning to its end, with its figures."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.campaigns.bare_machine import PASSWORD, Machine
from tests.campaigns.operating import STEPS, commands

ADMINISTRATOR = ("sign_in", "first.administrator@example.org", PASSWORD)
# The page says "how mail leaves is yours to set": here a server that takes every letter and keeps none.
_MAIL_SERVER = "systemd-run --quiet --unit mail-server python3 -W ignore -m smtpd -n -c DebuggingServer 127.0.0.1:25"


def _steps(machine: Machine, numbers: str) -> None:
    """Do those steps of the page."""
    for step in (one for one in STEPS if one[0] in numbers):
        for block in commands(step):
            machine.do(block)
        if step[0] == "1":
            machine.run(_MAIL_SERVER)


def _mark(machine: Machine) -> str:
    """How systemd marks what the service may still do: from 10.0 (everything) to 0.0."""
    said = machine.run("systemd-analyze security --no-pager records-web | tail -n 1")
    match = re.search(r"([\d.]+) (\w+)", said)
    assert match, said
    assert float(match[1]) < 2.5, said
    return match[1]


def _memory(machine: Machine) -> str:
    """MB of a process of the pages that is not shared with others, and of all of them."""
    said = machine.run(
        "main=$(systemctl show --property MainPID --value records-web)\n"
        "for p in $main $(cat /proc/$main/task/$main/children); do "
        "awk '/^Pss:/ {print $2}' /proc/$p/smaps_rollup; done"
    )
    parts = [int(kb) / 1024 for kb in said.split()]
    return f"{sum(parts):.0f} MB for its {len(parts)} processes, the largest {max(parts):.0f}"


def _timers_work(machine: Machine) -> None:
    """What every timer begins, begun: it ends well, in the service's sandbox."""
    tasks = ("send_due", "send_reminders", "backup", "clear_old")
    machine.run("\n".join(f"systemctl start records-task@{task}" for task in tasks))
    machine.run("systemctl start records-searches")
    found = machine.run("journalctl --unit records-searches --output cat")
    assert re.search(r"[1-9]\d* search(es)? counted", found), found
    running = machine.run("systemctl list-timers --no-legend 'records-*'")
    assert len(running.splitlines()) == 5, running


def _units_are_right(machine: Machine) -> None:
    """systemd itself has nothing to say of any of them."""
    names = "records-all.target records-web.service records-task@send_due.service records-daily@backup.timer"
    said = machine.run(f"systemd-analyze verify {names} records-{{mail,reminders,searches}}.timer")
    assert "records" not in said, said


def _log_is_json(machine: Machine) -> None:
    lines = machine.run("journalctl --unit records-web --output cat | grep -c '^{.*\"request'")
    assert int(lines) > 0, lines


def new() -> str:
    """Steps 1 to 7 with PostgreSQL and nginx, to a sign-in over TLS, a line, and a backup."""
    with Machine("new") as machine:
        began = time.monotonic()
        _steps(machine, "1234567")
        took = time.monotonic() - began
        machine.visit(*ADMINISTRATOR, "write", "Handsets are counted", "find", "Handsets are counted", "look")
        _units_are_right(machine)
        _timers_work(machine)
        _log_is_json(machine)
        machine.do(commands("Backup")[0])
        doctor = machine.run("records doctor")
        assert doctor.endswith("Everything is well.\n"), doctor
        machine.run("systemctl reload records-web")
        machine.visit(*ADMINISTRATOR, "find", "Handsets are counted")
        _BACKUP.mkdir(parents=True, exist_ok=True)
        files = [machine.take("/etc/records.env"), machine.take("/root/second-step")]
        for file in (*machine.take("/var/backups/records").glob("*.zip"), *files):
            (_BACKUP / file.name).write_bytes(file.read_bytes())
        return f"steps 1 to 7 in {took:.0f} s; systemd's mark {_mark(machine)} of 10; {_memory(machine)}"


_BACKUP = Path(tempfile.gettempdir()) / "records-carried-over"


def restored() -> str:
    """The newest backup of the machine before, put back on another one as the page says."""
    archive = sorted(_BACKUP.glob("*.zip"))[-1]
    with Machine("restored") as machine:
        _steps(machine, "123")
        machine.take("/root/carried.zip").write_bytes(archive.read_bytes())
        machine.take("/root/second-step").write_bytes((_BACKUP / "second-step").read_bytes())
        machine.run(
            f"install --owner records --mode 0600 /root/carried.zip /var/backups/records/{archive.name}\n"
            f"sed --in-place 's/^HACKIT_SECRET_KEY=.*/{_key()}/' /etc/records.env"
        )
        began = time.monotonic()
        machine.do(commands("Putting a backup back")[0])
        took = time.monotonic() - began
        _steps(machine, "567")
        machine.visit(*ADMINISTRATOR, "find", "Handsets are counted", "look")
        return f"{archive.stat().st_size / 1e6:.1f} MB put back and checked in {took:.0f} s"


def _key() -> str:
    lines = (_BACKUP / "records.env").read_text().splitlines()
    return next(line for line in lines if line.startswith("HACKIT_SECRET_KEY="))


def small() -> str:
    """SQLite and Caddy; then a backup is put back on the same machine."""
    with Machine("small") as machine:
        first, *others = commands("Without PostgreSQL")
        assert not others
        packages, _newline, rest = first.partition("git clone")
        machine.do(packages)
        machine.run(_MAIL_SERVER)
        began = time.monotonic()
        machine.do("git clone" + rest)
        took = time.monotonic() - began
        machine.visit(*ADMINISTRATOR, "write", "Handsets are counted", "find", "Handsets are counted", "look")
        _timers_work(machine)
        machine.visit(*ADMINISTRATOR, "write", "Forgotten after the backup")
        machine.run(
            "systemctl stop records-all.target\nmkdir /root/before\nmv /var/lib/records/records.sqlite3* /root/before"
        )
        machine.do(commands("Putting a backup back")[0])
        machine.run("systemctl start records-all.target")
        machine.visit(*ADMINISTRATOR, "find", "Handsets are counted", "look")
        return f"all but the packages in {took:.0f} s; {_memory(machine)}"


def updated() -> str:
    """From the code before the newest migration to this one with what was written, and back again as the page says."""
    with Machine("updated") as machine:
        newest = machine.git("log", "-1", "--format=%h", "--diff-filter=A", "--", "*/migrations/0*.py")
        before, now = _before_and_now(machine, f"{newest}^")
        machine.publish(before)
        _steps(machine, "1234567")
        machine.visit(*ADMINISTRATOR, "write", "Handsets are counted")
        machine.publish(now)
        began = time.monotonic()
        machine.do(commands("Update")[0])
        took = time.monotonic() - began
        machine.visit(*ADMINISTRATOR, "find", "Handsets are counted", "write", "Newer than the backup", "look")
        for block in commands("Going back"):
            machine.do(block)
        machine.visit(*ADMINISTRATOR, "find", "Handsets are counted", "look")
        assert machine.run("git -C /srv/records rev-parse HEAD").strip() == before
        return f"past the migration of {newest} in {took:.0f} s, and back again with what was there before"


def _before_and_now(machine: Machine, old: str) -> tuple[str, str]:
    """Two commits, the second after the first: that old code with what docs/deploy/ has now, and the code as it is now.

    The page and docs/deploy/ belong together: whoever installs with this page has had these units from the beginning.
    """
    machine.git("read-tree", old)
    machine.git("rm", "--cached", "--force", "--quiet", "-r", "--ignore-unmatch", "docs/deploy")
    machine.git("read-tree", "--prefix=docs/deploy/", "HEAD:docs/deploy")
    before = machine.git("commit-tree", "-m", "Before", "-p", old, machine.git("write-tree"))
    return before, machine.git("commit-tree", "-m", "Now", "-p", "HEAD", "-p", before, "HEAD^{tree}")


ROADS: dict[str, Callable[[], str]] = {"new": new, "restored": restored, "small": small, "updated": updated}
