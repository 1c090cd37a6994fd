"""What searching costs among 60,000 sections, 5,000 meetings and 100,000 actions. Run it by name, on either database:

    HACKIT_TRIAL=1 HACKIT_DATA=/tmp/pages python -m tests.benchmarks.bench_search [--write]

An empty database is filled first, as `seed_scale` fills it, which takes minutes; one that was filled is measured.
200 fixed questions of eight kinds, as staff and as a stranger: each whole page beside the same statements put to the
driver by hand ("engine"), and both beside a page of words, in one run. `--write` puts the table into docs/speed.md.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackit.settings")
os.environ.setdefault("HACKIT_LIMITS", "off")
django.setup()

from tests.benchmarks.search_times import bench  # noqa: E402 (records are there once Django is set up)

if __name__ == "__main__":
    sys.exit(bench(write="--write" in sys.argv))
