"""A text compared with a pattern."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup


@CharField.register_lookup
class Like(Lookup):
    """`name__like`: the pattern, in which `%` is any text, whatever the capitals. For prepared questions, which take a
    value as it is given; what a person typed is put through `like` first."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        pattern, more = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"UPPER({column}::text) LIKE UPPER({pattern})", [*params, *more]
        return f"{column} LIKE {pattern} ESCAPE '\\'", [*params, *more]


def like(text: str) -> str:
    """The text as a pattern that means itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
