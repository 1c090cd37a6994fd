"""What every page costs among 60,000 sections, 5,000 meetings and 100,000 actions. Run it by name, on either database:

    HACKIT_TRIAL=1 HACKIT_DATA=/tmp/pages python -m tests.benchmarks.bench_pages [--write] [WORD …]

An empty database is filled first, as `seed_scale` fills it; one that holds something is measured as it is, and nothing
of what is done to it stays. Each kind of page is opened for staff in no group, for a member of one and for a stranger.
With words only the kinds of page that hold one of them. `--write` puts the table into docs/speed-of-pages.md.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackit.settings")
os.environ.setdefault("HACKIT_LIMITS", "off")
django.setup()

from tests.benchmarks.page_times import bench  # noqa: E402 (records are there once Django is set up)

if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    sys.exit(bench(words, write="--write" in sys.argv))
