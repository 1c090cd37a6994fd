"""Names to take while one types: people after "@", topics after "#". Those who are near come first."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from hackit.models import Membership, Person, PersonAlias, Topic, TopicAlias
from meetings.capture.people import fold
from meetings.models import AgendaItem, Attendance

MOST = 8
FOR_THIS = "Here for this item"
HERE, PRESENT, MEMBER, OTHER = range(4)


def people_like(typed: str, *, user, item_ref: str, forum_ids: list[int], on: date) -> list[dict[str, str]]:
    """People whose name, initials or other name begins so. Two questions of the database.

    First those who are here for that item only (if `user` may see it), then who is at its meeting, then members of
    the groups `forum_ids`. A guest of another item is somebody like anybody else.
    """
    item = AgendaItem.objects.visible_to(user).filter(ref=item_ref)
    at = Attendance.objects.filter(person=OuterRef("pk"))
    guest = at.filter(state=Attendance.State.GUEST, item_id__in=item.values("pk"))
    here = at.filter(meeting_id__in=item.values("meeting_id")).filter(
        Q(state=Attendance.State.PRESENT) | Q(state=Attendance.State.GUEST, item=None)
    )
    member = Membership.objects.active(on=on).filter(person=OuterRef("pk"), forum_id__in=forum_ids)
    near = Case(
        When(Exists(guest), Value(HERE)),
        When(Exists(here), Value(PRESENT)),
        When(Exists(member), Value(MEMBER)),
        default=Value(OTHER), output_field=IntegerField(),
    )  # fmt: skip
    rows = Person.objects.serving(on=on).annotate(near=near).values_list("pk", "name", "role_title", "near")
    also: dict[int, list[str]] = {}
    for pk, text in PersonAlias.objects.values_list("person_id", "text"):
        also.setdefault(pk, []).append(text)
    found = [
        (rank, near, name, role)
        for pk, name, role, near in rows
        if (rank := fit(typed, name, [*also.get(pk, []), _initials(name)])) is not None
    ]
    found.sort(key=lambda row: (row[1], row[0], fold(row[2])))
    return [
        {"name": name, "insert": f"@{name}", "small": role or (FOR_THIS if near == HERE else "")}
        for _rank, near, name, role in found[:MOST]
    ]


def _initials(name: str) -> str:
    """ "gl" of Grace Li, "jlp" of Jean-Luc Petit; not of one word, which its first letter would stand for."""
    words = fold(name).replace("-", " ").split()
    return "".join(word[0] for word in words) if words[1:] else ""


def topics_like(typed: str, *, user) -> list[dict[str, str]]:
    """Topics whose name, address or other name has a word that begins so. Two questions of the database."""
    also: dict[int, list[str]] = {}
    for pk, text in TopicAlias.objects.values_list("topic_id", "text"):
        also.setdefault(pk, []).append(text)
    found = [
        (rank, name, slug)
        for pk, name, slug in Topic.objects.known_to(user).values_list("pk", "name", "slug")
        if (rank := fit(typed, name, [slug, *also.get(pk, [])])) is not None
    ]
    found.sort(key=lambda row: (row[0], fold(row[1])))
    return [{"name": name, "insert": f"#{slug}", "small": ""} for _rank, name, slug in found[:MOST]]


def fit(typed: str, name: str, others: list[str]) -> int | None:
    """How well the typed letters fit: 0 the name begins so, 1 a word of it, 2 another name; None not at all."""
    sought = fold(typed).strip()
    if fold(name).startswith(sought):
        return 0
    if any(word.startswith(sought) for word in fold(name).replace("-", " ").split()):
        return 1
    return 2 if any(other and fold(other).startswith(sought) for other in others) else None
