"""Actions closed and decisions made on some days, as who writes a weeknote about them may see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from hackit.audience import Viewer
from hackit.joining.happened import Happened
from hackit.models import PublishedPart
from meetings.actions.beside_models import ActionHelper
from meetings.models import Action, Decision

FIELDS = ("kind", "ref", "on", "text", "reach", "said", "who", "owned_by", "group")
"""What is asked of both tables, in this order, so that one statement asks both."""


class ClosedAndDecided:
    """Actions done, one's own and one's groups', and what one's groups decided (see hackit.joining.happened)."""

    def of_days(self, first: date, last: date, user) -> Iterator[Happened]:
        """One query, and one more where there is anything. Who only reads writes about nothing."""
        viewer = Viewer.of(user)
        if not viewer.may_write or not viewer.person_id:
            return
        actions = _actions(first, last, user, viewer)
        both = _decisions(first, last, user, viewer).union(actions, all=True) if viewer.forum_ids else actions
        rows = list(both.order_by("on", "-kind", "pk"))
        public = _public_words([row["ref"] for row in rows])
        for row in rows:
            is_decision = row["kind"] == "decision"
            yield Happened(
                row["kind"], row["ref"], row["on"], row["text"],
                reverse(f"meetings:{row['kind']}-detail", args=[row["ref"]]), row["reach"],
                said=Decision.Outcome(row["said"]).label if is_decision else "Done",
                who="" if row["owned_by"] == viewer.person_id else row["who"] or "",
                group=row["group"] or "", public=public.get(row["ref"], ""),
            )  # fmt: skip


def _decisions(first: date, last: date, user, viewer: Viewer) -> QuerySet:
    rows = Decision.objects.visible_to(user).filter(forum_id__in=viewer.forum_ids, date__range=(first, last))
    rows = rows.exclude(outcome=Decision.Outcome.REPLACED).order_by()
    return rows.annotate(
        kind=Value("decision"), on=F("date"), said=F("outcome"), who=Value(""), group=F("forum__name"),
        owned_by=Cast(None, BigIntegerField()),
    ).values("pk", *FIELDS)  # fmt: skip


def _actions(first: date, last: date, user, viewer: Viewer) -> QuerySet:
    helped = ActionHelper.objects.filter(person_id=viewer.person_id).values("action_id")
    mine = Q(owner_id=viewer.person_id) | Q(pk__in=helped) | Q(forum_id__in=viewer.forum_ids)
    rows = Action.objects.visible_to(user).filter(mine, status=Action.Status.DONE, ended_on__range=(first, last))
    return rows.order_by().annotate(
        kind=Value("action"), on=F("ended_on"), said=F("status"), group=F("forum__name"), owned_by=F("owner_id"),
        who=Coalesce("owner__name", "owner_text"),
    ).values("pk", *FIELDS)  # fmt: skip


def _public_words(refs: list[str]) -> dict[str, str]:
    """The words in which everyone reads these records now, by ref: those of the newest published copy."""
    if not refs:
        return {}
    parts = PublishedPart.objects.visible_to(AnonymousUser()).filter(
        publication__is_current=True, kind__in=("action", "decision"), source_ref__in=refs,
        source_type__in=(Action._meta.label_lower, Decision._meta.label_lower),
    )  # fmt: skip
    return {part.source_ref: _words(part) for part in parts.order_by("pk")}


def _words(part: PublishedPart) -> str:
    """A heading that was cut short stands whole in the text."""
    whole = part.heading.endswith("…") and part.text
    return (part.text.partition("\nSubject to:")[0] if whole else part.heading) or part.text
