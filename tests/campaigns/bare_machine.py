"""New machines with nothing on them but Debian, on which docs/operate.md is done as it is written.

Debian's own packages are put into a folder (`debootstrap`), and its systemd is started there with processes, mounts and
a network of its own (`systemd-nspawn`), so it is as good as a machine: units, timers and hardening are real. It needs
root, Debian, and the packages debootstrap and systemd-container. What has to be fetched (packages) is fetched in this
machine's network; everything else runs in the new one's, where nothing but itself can be reached.

By hand: `python -m tests.campaigns.bare_machine new restored small updated` (or some of these).
"""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.campaigns.operating import ROOT

CACHE = ROOT / "var" / "cache" / "bare"
PASSWORD = "counting every handset"
HOSTS = "127.0.0.1 localhost records.example.org mail.example.org\n"
_FETCHES = re.compile(r"(apt-get|make) ")
_SECONDS = 600


class Broken(Exception):
    """A command of the page did not do what it should; the message holds what it said."""


def _ours(*command: str, **more: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    if done.returncode:
        raise Broken(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def debian() -> Path:
    """A folder with a bare Debian 12, made once: no Python, no git, no make, no curl."""
    made = CACHE / "debian"
    if made.exists():
        return made
    for tool, package in (("debootstrap", "debootstrap"), ("systemd-nspawn", "systemd-container")):
        if not shutil.which(tool):
            raise Broken(f"This needs {tool}: apt-get install {package}")
    part = CACHE / "debian.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    packages = "systemd-sysv,dbus,libpam-systemd,ca-certificates,iproute2"
    _ours("debootstrap", "--variant=minbase", f"--include={packages}", "bookworm", str(part))
    _as_this_machine_fetches(part)
    part.rename(made)
    return made


def _as_this_machine_fetches(root: Path) -> None:
    """Where Debian's and Python's packages come from is known here: by apt's settings, and whom this machine trusts."""
    shutil.rmtree(root / "etc/apt/sources.list.d")
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    for name in ("sources.list", "sources.list.d", "auth.conf.d", "keyrings", "trusted.gpg.d"):
        there = Path("/etc/apt", name)
        if there.is_dir():
            shutil.copytree(there, root / "etc/apt" / name, dirs_exist_ok=True)
        elif there.exists():
            shutil.copy(there, root / "etc/apt" / name)
    acquire = [line for line in _ours("apt-config", "dump").splitlines() if line.startswith("Acquire::")]
    (root / "etc/apt/apt.conf.d/99as-here").write_text("\n".join(acquire) + "\n")
    shutil.copytree("/usr/local/share/ca-certificates", root / "usr/local/share/ca-certificates", dirs_exist_ok=True)
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/ssl/certs/ca-certificates.crt")


class Machine:
    """One new machine for the length of a block. `commit`: what its clone of the repository begins with."""

    def __init__(self, name: str, *, commit: str = "HEAD") -> None:
        self.name, self.root = name, CACHE / f"machine-{name}"
        self.commit = _ours("git", "rev-parse", commit, cwd=ROOT).strip()

    def __enter__(self) -> Self:
        base = debian()
        self._clear_away()
        self.root.mkdir(parents=True)
        _ours("mount", "-t", "tmpfs", "-o", "size=4G,mode=0755", "records-machine", str(self.root))  # a disk is slow
        _ours("cp", "--archive", f"{base}/.", str(self.root))
        (self.root / "etc/hosts").write_text(HOSTS)
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        # The address in the page leads to a copy of this repository.
        _ours("git", "clone", "--quiet", "--bare", str(ROOT), str(self.root / "root/records.git"))
        self.publish(self.commit)
        (self.root / "etc/gitconfig").write_text(
            '[url "/root/records.git"]\n\tinsteadOf = https://git.example.org/records.git\n[safe]\n\tdirectory = *\n'
        )
        for shared in ("archives", "pip"):
            (CACHE / shared).mkdir(parents=True, exist_ok=True)
        for package in (CACHE / "archives").glob("*.deb"):
            shutil.copy(package, self.root / "var/cache/apt/archives")
        self.outside = subprocess.Popen(
            ["systemd-nspawn", "--quiet", f"--directory={self.root}", f"--machine={self.name}", "--boot",
             "--private-network", "--register=no", "--keep-unit", "--resolv-conf=off", "--console=pipe",
             f"--bind={CACHE / 'pip'}:/root/.cache/pip"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._wait_for_start()
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(Broken):
            self.run("systemctl poweroff")
        try:
            self.outside.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.outside.kill()
            self.outside.wait()
        if exception[0] is None:
            self._clear_away()

    def _clear_away(self) -> None:
        """What an earlier one left; a machine on which something broke stays until the next, to be looked at."""
        while self.root.is_mount():
            _ours("umount", str(self.root))
        shutil.rmtree(self.root, ignore_errors=True)

    def publish(self, commit: str) -> None:
        """Let that commit be the newest of the repository that the machine clones."""
        self.git("update-ref", "refs/heads/main", commit)
        self.git("symbolic-ref", "HEAD", "refs/heads/main")

    def git(self, *arguments: str) -> str:
        """What git says of the repository that the machine clones."""
        place = self.root / "root"
        where = ("--git-dir", str(place / "records.git"), "--work-tree", str(place))
        who = ("-c", "user.name=A test", "-c", "user.email=test@example.org", "-c", "core.bare=false")
        index = {**os.environ, "GIT_INDEX_FILE": str(place / "index")}
        return _ours("git", *where, *who, *arguments, env=index).strip()

    def _wait_for_start(self) -> None:
        children = Path(f"/proc/{self.outside.pid}/task/{self.outside.pid}/children")
        until = time.monotonic() + 90
        while time.monotonic() < until and self.outside.poll() is None:
            if first := children.read_text().split():
                self.first_process = first[0]
                with suppress(Broken):
                    if self.run("systemctl is-system-running || true").strip() in ("running", "degraded"):
                        return
            time.sleep(0.5)
        raise Broken(f"Debian's systemd did not start in {self.root}")

    def do(self, block: str) -> None:
        """Do a block of the page as it is written, what must be fetched with this machine's network.

        Packages are fetched there and installed here: services that start with them must not meet this machine's.
        """
        together: list[str] = []
        for line in [*block.splitlines(), ""]:
            if not line or _FETCHES.match(line):
                if together:
                    self.run("\n".join(together))
                together = []
                if line.startswith("apt-get install"):
                    self.run(line.replace("install", "install --download-only", 1), network=True)
                    for package in self.take("/var/cache/apt/archives").glob("*.deb"):
                        shutil.copy(package, CACHE / "archives")
                    self.run(line)
                elif line:
                    self.run(line, network=True)
            else:
                together.append(line)

    def run(self, script: str, *, network: bool = False, stdin: str = "") -> str:
        """Run a script as root of the machine; what it says. Passwords that it asks for are typed. Raises Broken."""
        command = ["nsenter", "--target", self.first_process, "--mount", "--uts", "--ipc", "--pid",
                   *([] if network else ["--net"]), "--", "/usr/bin/env", "--ignore-environment",
                   "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "TERM=dumb",
                   "DEBIAN_FRONTEND=noninteractive", *(_of_pip() if network else []),
                   "/bin/bash", "-e", "-u", "-o", "pipefail", "-c", f"cd /root\n{script}"]  # fmt: skip
        if "createsuperuser" in script:
            code, said = _typed(command, PASSWORD)
        else:
            done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=_SECONDS)
            code, said = done.returncode, done.stdout + done.stderr
        if code:
            raise Broken(f"On the machine “{self.name}”:\n{script}\nended with {code} and said:\n{said[-5000:]}")
        return said

    def visit(self, *what: str) -> None:
        """Let somebody with a browser do that (visitor.py)."""
        words = " ".join(f"'{word}'" for word in what)
        visitor = (ROOT / "tests/campaigns/visitor.py").read_text()
        self.run(f"python3 - https://records.example.org/ /etc/ssl/records/cert.pem {words}", stdin=visitor)

    def take(self, path: str) -> Path:
        """Where a file of the machine lies for us."""
        return self.root / path.lstrip("/")


def _of_pip() -> list[str]:
    """How pip fetches here: whom it trusts and where it asks."""
    return [f"{name}={os.environ[name]}" for name in ("PIP_CERT", "PIP_INDEX_URL", "PIP_PROXY") if name in os.environ]


def _typed(command: list[str], password: str) -> tuple[int, str]:
    """Run a command at a terminal, and type the password whenever it asks for one."""
    ours, its = pty.openpty()
    running = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, start_new_session=True)
    os.close(its)
    said, answered, until = "", 0, time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if not select.select([ours], [], [], 0.5)[0]:
            if running.poll() is not None:
                break
            continue
        try:
            said += os.read(ours, 4096).decode(errors="replace")
        except OSError:  # the other end is closed
            break
        asked = len(re.findall(r"Password.*?: ", said))
        if asked > answered:
            answered = asked
            os.write(ours, f"{password}\n".encode())
    os.close(ours)
    return running.wait(), said


if __name__ == "__main__":
    from tests.campaigns.roads import ROADS

    for name in sys.argv[1:] or list(ROADS):
        began = time.monotonic()
        print(f"{name}: {ROADS[name]()} ({time.monotonic() - began:.0f} s)", flush=True)  # noqa: T201
