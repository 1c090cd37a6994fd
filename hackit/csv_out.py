"""CSV of what a list shows, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "＝", "＋", "－", "＠", "｜", "％")

NUMBER = re.compile(r"-[0-9]{1,15}(?:\.[0-9]{1,4})?")
"""Less than nothing: a number and no formula, which a spreadsheet is to add up with the others."""


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: a leading ' where it would (quotes before it do not hide it)."""
    text = "" if value is None else str(value)
    if NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.lstrip("\"' ").startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text


def plain_cell(text: str) -> str:
    """A cell as it was before `safe_cell`: only an apostrophe that stands there for safety is taken off."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


class _Echo:
    """A file that gives back what is written to it, so that rows can be streamed."""

    def write(self, value: str) -> str:
        return value


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """An attachment with a byte-order mark (spreadsheets then read it as UTF-8), streamed row by row."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(header)
        for row in rows:
            yield writer.writerow([safe_cell(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
