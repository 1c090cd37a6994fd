"""Many ids in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigAutoField, Lookup


@BigAutoField.register_lookup
class Among(Lookup):
    """`pk__among`: one of these whole numbers. They stand in the statement itself: Django and the driver take longer
    to hand over a thousand parameters than the database to find a thousand rows."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        return [int(number) for number in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN ({', '.join(map(str, self.rhs))})", params
