"""The application as a WSGI server finds it."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from hackit.env import WrongSetting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackit.settings")
try:
    application = get_wsgi_application()
except WrongSetting as wrong:
    print(f"Cannot start: {wrong}", file=sys.stderr)
    sys.exit(4)  # gunicorn's own code for "cannot load": with any other it would start the worker again for ever
