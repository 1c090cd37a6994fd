"""The settings that tests run with: the service's own, less what would make tests slow or reach outside."""

import atexit
import os
import shutil
import tempfile
from zlib import crc32

# Set before the service's settings are read: nothing of the developer's own environment reaches the tests,
# save DATABASE_URL, which says on which database they run.
for _name in [name for name in os.environ if name.startswith("HACKIT_")]:
    del os.environ[_name]
os.environ["HACKIT_TRIAL"] = "1"  # plain HTTP: the tests' server speaks nothing else
os.environ["HACKIT_DATA"] = _folder = tempfile.mkdtemp(prefix="records-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ["HACKIT_LIMITS"] = "off"  # all tests of a process search as the same few logins

from hackit.settings import *  # noqa: E402, F403
from hackit.settings import DATA, DATABASES, MIDDLEWARE, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads and the browser's server then meet each other as they do in service.
    # No waiting for the disc: a test's data need not outlive a power cut.
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}

else:
    # No waiting for the disc here either.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
    # Two checkouts may test on one server at once: each has databases of its own there.
    DATABASES["default"]["TEST"] = {"NAME": f"test_records_{crc32(__file__.encode()):08x}"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Static files straight from the sources: there is no collected folder, and no manifest to go stale.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Every request of every test is watched: what it changes of what is kept, an event by its user tells.
MIDDLEWARE.insert(0, "tests.told.told")
