"""What only a trial on one's own machine needs: a key nobody has to make up, and people to sign in as."""

import secrets
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from hackit.env import WrongSetting


class SignIn(NamedTuple):
    """One of the invented people whom the sample data gives a login."""

    part: str
    name: str
    email: str


# The sample data makes these logins; whoever starts a trial is told of them. The server of a trial listens to
# nobody but its own machine, so the password is no secret.
PASSWORD = "paying-attention-2019"  # noqa: S105
SIGN_INS = (
    SignIn("director", "Helen Marsh", "helen.marsh@example.org"),
    SignIn("secretary", "Priya Nair", "priya.nair@example.org"),
    SignIn("staff", "Sam Whitfield", "sam.whitfield@example.org"),
    SignIn("administrator", "Nadia Rowe", "nadia.rowe@example.org"),
)


def secret_key_in(folder: Path) -> str:
    """The trial's secret key, made in `folder` the first time so that sign-ins outlive a restart.

    Raises WrongSetting if the folder cannot be written.
    """
    path = folder / "secret-key"
    try:
        with path.open("x") as new:
            path.chmod(0o600)
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as error:
        raise WrongSetting(f"The trial's key cannot be written to “{path}”: {error.strerror}.") from None
    return path.read_text().strip()


_SECOND_STEP = {
    "off": "A second step is left off in a trial; in service members and administrators need one.",
    "members": "Members of groups and administrators set up a second step then, as HACKIT_SECOND_STEP says.",
    "everybody": "Everybody sets up a second step then, as HACKIT_SECOND_STEP says.",
}


def how_to_sign_in() -> str:
    """The sentence that a trial prints when it is ready, with its lines."""
    lines = [f"  {person.part:<14} {person.email}" for person in SIGN_INS]
    return "\n".join(["Sign in as", *lines, f"with the password {PASSWORD}", _SECOND_STEP[settings.SECOND_STEP]])
