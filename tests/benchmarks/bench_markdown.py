"""How long the worst texts of the allowed length take to render. Not in the suite; run it by name:

    python -m pytest tests/benchmarks/bench_markdown.py -q -s

Processor seconds at a twentieth, a quarter and the whole of the length.
"""

import sys
import time

from hackit.text import MAX_LENGTH, render

UNITS = (
    "[",
    "![",
    "[a](",
    "![a](",
    "a![b ",
    "[x][y",
    "[[]",
    "[^",
    "[*",
    "*a_ ",
    "`` ` ",
    "<http:",
    ">",
    "- ",
    "|a|b\n",
)


def test_the_worst_texts() -> None:
    for unit in UNITS:
        figures = []
        for length in (MAX_LENGTH // 20, MAX_LENGTH // 4, MAX_LENGTH):
            text = (unit * length)[:length]
            started = time.process_time()
            render(text)
            figures.append(f"{time.process_time() - started:6.2f} s")
        sys.stdout.write(f"{unit!r:10} {' '.join(figures)}\n")
