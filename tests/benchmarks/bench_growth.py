"""How searching, indexing, size and memory grow from 10,000 to 1,000,000 Entries. Run it by name, on an empty database:

    HACKIT_TRIAL=1 HACKIT_DATA=/tmp/growth python -m tests.benchmarks.bench_growth [STEP …]

The first 10,000 are made and indexed as any record is; the rest are copies of them on other days, which the database's
own triggers index. At each step the same 40 searches are asked. Writes docs/growth.md, or
docs/growth-postgresql.md, and its picture.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackit.settings")
os.environ.setdefault("HACKIT_LIMITS", "off")
django.setup()

from tests.benchmarks.growing import STEPS, grow  # noqa: E402 (records are there once Django is set up)

if __name__ == "__main__":
    grow([int(step) for step in sys.argv[1:]] or STEPS)
