"""What only a trial on one's own machine needs."""

import secrets
from pathlib import Path

from hackit.env import WrongSetting


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
