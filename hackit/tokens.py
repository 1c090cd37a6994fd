"""Idempotency: a form that creates something carries a token, and the same token twice makes one thing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction


class FormToken(models.Model):
    """A token that was used, by whom, and the address of what it made."""

    token = models.CharField(max_length=36, unique=True)
    claim = models.UUIDField()
    person_id = models.BigIntegerField(null=True)
    result_url = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "hackit"
        indexes = [models.Index(fields=["made_at"], name="form_token_age")]

    def __str__(self) -> str:
        return self.token


class Claim:
    """What `once` yields: whether the token was used before, and by then with what result."""

    def __init__(self, row: FormToken | None, *, used: bool) -> None:
        self._row = row
        self.used = used

    @property
    def result_url(self) -> str:
        """Where the first use ended; "/" if it left no address."""
        return (self._row.result_url if self._row else "") or "/"

    def finish(self, result_url: str) -> None:
        """Remember the address of what was made, for the repeat."""
        if self._row is not None:
            FormToken.objects.filter(pk=self._row.pk).update(result_url=result_url[:300])


def _plain(token: str) -> str:
    """The token as a database takes it: no null character, no more than a token's length."""
    return token.replace("\x00", "")[:36]


def new_token() -> str:
    """A token for a form that is about to be shown."""
    return str(uuid.uuid4())


@contextmanager
def once(token: str, *, person: models.Model | None) -> Iterator[Claim]:
    """Run the block in one transaction, telling it whether `token` was used before.

    An empty token (a form typed by hand, a script) counts as new each time. A second request with the same
    token waits for the first (the unique row is its lock), then finds `used` true. A token used by another
    person is never honoured: it gives `used` with no address but "/".
    """
    token = _plain(token)
    with transaction.atomic():
        if not token:
            yield Claim(None, used=False)
            return
        person_id = person.pk if person else None
        mine = uuid.uuid4()
        FormToken.objects.bulk_create([FormToken(token=token, claim=mine, person_id=person_id)], ignore_conflicts=True)
        row = FormToken.objects.select_for_update().get(token=token)
        if row.claim != mine and row.person_id != person_id:
            yield Claim(None, used=True)
        else:
            yield Claim(row, used=row.claim != mine)


def result_of(token: str, *, person: models.Model | None) -> str:
    """Where the first use of a token by this person ended, or "" while it was not used.

    For a repeat that a form's own rules refuse ("there is one of that name already"): `middleware.repeats_lead_on`.
    """
    token = _plain(token)
    if not token or person is None:
        return ""
    found = FormToken.objects.filter(token=token, person_id=person.pk).values_list("result_url", flat=True)
    return found.first() or ""
