#!/usr/bin/env python
"""Django's command line for HackIT records."""

import os
import sys

from hackit.env import WrongSetting

try:
    from django.conf import settings
    from django.core.management import execute_from_command_line
except ImportError:
    sys.exit("This Python has no Django. Use the project's own, which `make install` makes: var/venv/bin/python")


def main() -> None:
    """Run one command; a wrong setting is a sentence on stderr and exit code 2, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackit.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reading one setting loads them all
    except WrongSetting as wrong:
        print(f"Cannot start: {wrong}", file=sys.stderr)
        sys.exit(2)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
