"""Who may see what: the one vocabulary of audiences, and the one way into every table that carries text.

A record stores the *audience* that was wished and the *reach* that holds now. Reach is computed when the
record is written, by `reach_of()`; reading never computes anything: `visible_to(user)` compares the stored
reach with the viewer's role, groups and name, and joins nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hackit.prepared import prepared
from hackit.running import retention


class Audience(models.TextChoices):
    """Who a record is meant for, from narrow to wide (the words on screen; "Group only" shows the group's name)."""

    ME = "me", "Only me"
    MEMBERS = "members", "Group only"
    STAFF = "staff", "All staff"
    EVERYONE = "everyone", "Everyone"


class Reach(models.TextChoices):
    """Who can see a record now. `named` are the people on it: author, owner, with."""

    NOBODY = "nobody", "Nobody"
    NAMED = "named", "Only the people named on it"
    MEMBERS = "members", "The group"
    STAFF = "staff", "All staff"
    EVERYONE = "everyone", "Everyone"


def reach_of(audience: str, *, has_forum: bool, deleted: bool = False, shared: bool = True) -> Reach:
    """Who can see a live record now.

    `shared` is false while the record's meeting has not been shared with staff: until then what is meant for
    staff stays with the group. A live record never reaches further than staff, whatever its audience: what
    strangers read is a published copy (`PublishedPart`), never the record itself.
    """
    if deleted:
        return Reach.NOBODY
    if audience == Audience.ME:
        return Reach.NAMED
    if audience in (Audience.STAFF, Audience.EVERYONE) and shared:
        return Reach.STAFF
    return Reach.MEMBERS if has_forum else Reach.NAMED


@dataclass(frozen=True)
class Viewer:
    """The person who looks: what of them decides on what they see. Made once a request by `Viewer.of`."""

    person_id: int | None = None
    role: str = "none"
    forum_roles: dict[int, str] = field(default_factory=dict)

    @property
    def is_stranger(self) -> bool:
        """Nobody signed in, or a login without a role: both see the public site only."""
        return self.role == "none"

    @property
    def is_administrator(self) -> bool:
        return self.role == "administrator"

    @property
    def may_write(self) -> bool:
        """Whether this viewer may write at all: an auditor reads what staff read and writes nothing."""
        return self.role in ("staff", "administrator")

    @property
    def forum_ids(self) -> list[int]:
        return sorted(self.forum_roles)

    def belongs_to(self, forum_id: int | None) -> bool:
        """Member, secretary or chair of the group today."""
        return forum_id in self.forum_roles

    def writes_in(self, forum_id: int | None) -> bool:
        """May write lines, decisions and actions of the group."""
        return self.may_write and self.belongs_to(forum_id)

    @property
    def writes_in_a_group(self) -> bool:
        """May write in some group: belongs to one, and may write at all."""
        return self.may_write and bool(self.forum_roles)

    def runs(self, forum_id: int | None) -> bool:
        """May settle the agenda, share, publish, reopen and change membership: secretary or chair."""
        return self.may_write and self.forum_roles.get(forum_id or 0) in ("secretary", "chair")

    @classmethod
    def of(cls, user) -> Viewer:
        """The viewer behind a user (or AnonymousUser, or None): one query, kept on the user for the request.

        Memberships are those of today: leaving a group is effective from the next request. A viewer is its own, so
        that a prepared question can be put for a stand-in.
        """
        if isinstance(user, Viewer):
            return user
        if user is None or not user.is_authenticated or not user.is_active:
            return STRANGER
        cached = getattr(user, "_viewer", None)
        if cached is None:
            # By attribute, not in __dict__: request.user is a wrapper, and the user in it is met by other ways too.
            cached = user._viewer = cls._load(user)
        return cached

    @classmethod
    def _load(cls, user) -> Viewer:
        person = getattr(user, "person", None)
        if person is None:
            return cls(role=user.role)
        rows = _roles(person_id=person.pk, on=timezone.localdate())
        return cls(person_id=person.pk, role=user.role, forum_roles=dict(rows))


@prepared
def _roles(person_id: int, on: date) -> models.QuerySet:
    """The part that a person has on that day in each group, as rows."""
    members = apps.get_model("hackit", "Membership").objects.filter(person_id=person_id)
    return members.active(on=on).order_by().values_list("forum_id", "role")


STRANGER = Viewer()


def viewer_of_person(person) -> Viewer:
    """The viewer that this person would be if they signed in; without a login a stranger."""
    return Viewer.of(person.user) if person is not None and person.user_id else STRANGER


class VisibleQuerySet(models.QuerySet):
    """Rows that carry `reach` and `forum`. `visible_to` is the only way in for anything that is shown."""

    def visible_to(self, user) -> VisibleQuerySet:
        """The rows that this user (AnonymousUser or None: a stranger) may see now."""
        return self.filter(visible_condition(self.model, Viewer.of(user)))

    def waiting_for_undo(self, person) -> VisibleQuerySet:
        """What this person deleted: the only deleted rows that anybody gets, and only to bring them back."""
        return self.filter(reach=Reach.NOBODY, deleted_by=person).exclude(deleted_at=None)

    def can_come_back(self) -> VisibleQuerySet:
        """Deleted rows that are kept still. For whoever may undo that: say first whose they are."""
        return self.filter(deleted_at__gte=timezone.now() - retention.kept_as_long_as(self.model.kept_by))

    def live(self) -> VisibleQuerySet:
        """Rows that are not deleted. For rules and counting inside the model layer, never for showing."""
        return self.exclude(reach=Reach.NOBODY)


def visible_condition(model: type[models.Model], viewer: Viewer) -> Q:
    """The condition behind `visible_to`: reach, the viewer's groups, and being named on the row."""
    if viewer.is_stranger:
        return Q(reach=Reach.EVERYONE)
    condition = Q(reach__in=(Reach.EVERYONE, Reach.STAFF))
    if viewer.forum_roles:
        condition |= Q(reach=Reach.MEMBERS, forum_id__in=viewer.forum_ids)
    if viewer.person_id:
        named = named_condition(model, viewer.person_id)
        if named is not None:
            condition |= Q(reach__in=(Reach.NAMED, Reach.MEMBERS)) & named
    return condition


def named_condition(model: type[models.Model], person_id: int) -> Q | None:
    """The condition "this person is named on the row", from the model's `named_on`, or None if it names nobody."""
    condition: Q | None = None
    for name, through, column in _named_paths(model):
        if through is None:
            part = Q(**{name: person_id})
        else:
            part = Q(pk__in=through._base_manager.filter(person_id=person_id).values(column))
        condition = part if condition is None else condition | part
    return condition


@cache
def _named_paths(model: type[models.Model]) -> list[tuple[str, type[models.Model] | None, str]]:
    paths: list[tuple[str, type[models.Model] | None, str]] = []
    for name in getattr(model, "named_on", ()):
        model_field = model._meta.get_field(name)
        if not model_field.many_to_many:
            paths.append((f"{name}_id", None, ""))
            continue
        through = model_field.remote_field.through
        try:
            through._meta.get_field("person")
        except FieldDoesNotExist:
            raise TypeError(
                f"{model.__name__}.{name}: a many-to-many that names people needs a field `person`"
            ) from None
        paths.append((name, through, model_field.m2m_column_name()))
    return paths
