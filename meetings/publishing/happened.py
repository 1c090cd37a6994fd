"""Actions closed and decisions made on some days, as who writes a weeknote about them may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from hackit.audience import Viewer
from hackit.happened import Happened
from hackit.models import PublishedPart
from meetings.actions.beside_models import ActionHelper
from meetings.models import Action, Decision


class ClosedAndDecided:
    """Actions done, one's own and one's groups', and what one's groups decided (see hackit.happened)."""

    def of_days(self, first: date, last: date, user) -> Iterator[Happened]:
        """In order of day; decisions before actions. Four queries. Who only reads writes about nothing."""
        viewer = Viewer.of(user)
        if not viewer.may_write or not viewer.person_id:
            return
        decisions = list(_decisions(first, last, user, viewer))
        actions = list(_actions(first, last, user, viewer))
        public = _public_words([*decisions, *actions])
        for decision in decisions:
            yield Happened(
                "decision", decision.ref, decision.date, decision.text, decision.get_absolute_url(), decision.reach,
                said=decision.get_outcome_display(), group=decision.forum.name if decision.forum_id else "",
                public=public.get(decision.ref, ""),
            )  # fmt: skip
        for action in actions:
            owner = action.owner.name if action.owner_id else action.owner_text
            yield Happened(
                "action", action.ref, action.ended_on, action.text, action.get_absolute_url(), action.reach,
                said="Done", who="" if action.owner_id == viewer.person_id else owner,
                group=action.forum.name if action.forum_id else "", public=public.get(action.ref, ""),
            )  # fmt: skip


def _decisions(first: date, last: date, user, viewer: Viewer) -> Iterable[Decision]:
    rows = Decision.objects.visible_to(user).filter(forum_id__in=viewer.forum_ids, date__range=(first, last))
    rows = rows.exclude(outcome=Decision.Outcome.REPLACED).select_related("forum")
    return rows.order_by("date", "pk")


def _actions(first: date, last: date, user, viewer: Viewer) -> Iterable[Action]:
    helped = ActionHelper.objects.filter(person_id=viewer.person_id).values("action_id")
    mine = Q(owner_id=viewer.person_id) | Q(pk__in=helped) | Q(forum_id__in=viewer.forum_ids)
    rows = Action.objects.visible_to(user).filter(mine, status=Action.Status.DONE, ended_on__range=(first, last))
    return rows.select_related("owner", "forum").order_by("ended_on", "pk")


def _public_words(records: Iterable[Action | Decision]) -> dict[str, str]:
    """The words in which everyone reads these records now, by ref: those of the newest published copy."""
    refs = [record.ref for record in records]
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
