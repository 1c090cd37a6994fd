"""Settings of the site kept in the database, and addresses that once led somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.urls import Resolver404, ResolverMatch, URLResolver, get_resolver, resolve

from hackit.models.imports import ImportRun
from hackit.prepared import prepared

LONGEST_PATH = 400
SHARED = "weeknotes"
_LIKE_A_REF = re.compile(r"[0-9a-z]{10}")
OPEN_GOVERNMENT_LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
NAMES_A_PAGE = ("p", "page_id", "post", "id")
"""Parameters by which other systems name a page (`/?p=123`); all others say where a reader came from."""


class SiteSettings(models.Model):
    """One row: what the organisation calls this place, and what holds for all of it."""

    name = models.CharField(max_length=60, default="HackIT")
    strapline = models.CharField(max_length=120, default="Management team records", blank=True)
    licence_text = models.CharField(
        "licence of public text",
        max_length=300,
        default="What is published here is open under the Open Government Licence v3.0.",
        blank=True,
    )
    licence_url = models.CharField(
        "address of the licence", max_length=300, default=OPEN_GOVERNMENT_LICENCE, blank=True
    )
    contact_email = models.EmailField("who to write to", blank=True)
    is_sample = models.BooleanField("holds sample data", default=False, editable=False)

    class Meta:
        app_label = "hackit"
        verbose_name = verbose_name_plural = "site settings"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="site_settings_one_row"),
            models.CheckConstraint(
                condition=Q(licence_url="") | (Q(licence_url__startswith="https://") & ~Q(licence_text="")),
                name="site_settings_licence_url",
                violation_error_message="The address of a licence starts with https:// and stands beside its words.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """What events name it by: there is one, and while nobody has changed it none."""
        return "1"

    def save(self, *args, **kwargs) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> SiteSettings:
        """The settings row, or the defaults while there is none (reading writes nothing)."""
        return next(iter(_settings()), None) or cls()

    @classmethod
    def locked(cls) -> SiteSettings:
        """The row, nobody else's to change until the transaction ends; unsaved defaults while there is none."""
        return cls.objects.select_for_update().first() or cls()


@prepared
def _settings() -> models.QuerySet[SiteSettings]:
    return SiteSettings.objects.order_by("pk")[:1]  # asked at every page


class OldAddressManager(models.Manager):
    def remember(self, path: str, record: models.Model) -> None:
        """From now on `path` leads to `record`, wherever it is."""
        self.update_or_create(
            path=path[:LONGEST_PATH], defaults={"record_type": record._meta.label_lower, "record_ref": record.ref}
        )

    def remember_import(self, addresses: Iterable[str], record: models.Model, run: ImportRun) -> list[str]:
        """Let what stood at these addresses elsewhere be found here; the paths that now lead to `record`.

        Hosts are dropped. A path that leads somewhere already is left alone, and so is one of ours (`is_ours`).
        """
        paths = dict.fromkeys(path for one in addresses if (path := path_of(one)) and not is_ours(path))
        made = []
        for path in paths:
            row, is_new = self.get_or_create(
                path=path, defaults={"record_type": record._meta.label_lower, "record_ref": record.ref, "run": run}
            )
            if is_new or row.record_ref == record.ref:
                made.append(path)
        return made

    def resolve(self, path: str, user, query: str = "") -> str | None:
        """The address that `path` leads to for this user; None where it leads nowhere that they may go.

        With or without a slash at the end; a parameter that names a page (`?p=12`) is part of the address.
        """
        row = self._row_at(path, query)
        if row is None:
            return None
        records = apps.get_model(row.record_type).objects
        visible = records.visible_to(user) if hasattr(records, "visible_to") else records.known_to(user)
        record = visible.filter(ref=row.record_ref).first() or row._followed(user)
        return record.get_absolute_url() if record else row._published(user)

    def _row_at(self, path: str, query: str) -> OldAddress | None:
        if "\x00" in path + query:  # PostgreSQL takes no such text, and no address of ours holds one
            return None
        bare = path.rstrip("/")
        likely = [f"{path}?{pair}" for pair in named_by(query)] + [path, bare, f"{bare}/"]
        likely = [one for one in likely if one and len(one) <= LONGEST_PATH]
        rows = {row.path: row for row in self.filter(path__in=likely)}
        return next((rows[one] for one in likely if one in rows), None)


def path_of(address: str) -> str:
    """The path of an address elsewhere, as a browser would ask us for it; "" where it says nothing of its own."""
    try:
        parts = urlsplit(address.strip())
        path = unquote(parts.path, errors="strict")
    except ValueError:
        return ""
    path = f"/{path.lstrip('/')}"
    found = path + "".join(f"?{pair}" for pair in named_by(parts.query)[:1])
    if found == "/" or len(found) > LONGEST_PATH or not found.isprintable():
        return ""
    return found


def is_ours(path: str) -> bool:
    """Whether a path is one of this place, or may become one: nothing that somebody brings in may claim it.

    Ours is all below the first part of an address of ours. Blogs stand below `/weeknotes/` as well, so there it is
    what a page of ours answers; but not one name on its own, unless it looks like the ref of a note.
    """
    bare = path.partition("?")[0]
    first, _, rest = bare.strip("/").partition("/")
    if not first:
        return False  # `/?p=12`: the first page itself is never asked for by a name
    if first != SHARED:
        return first in _our_first_parts()
    names = [bare, f"{bare.rstrip('/')}/"]
    found = next((match for name in names if (match := _resolved(name))), None)
    return found is not None and (found.url_name != "weeknote-by-ref" or bool(_LIKE_A_REF.fullmatch(rest.strip("/"))))


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


@cache
def _our_first_parts() -> frozenset[str]:
    """The first part of every address of ours."""
    parts = {settings.STATIC_URL.strip("/").partition("/")[0]}
    waiting = list(get_resolver().url_patterns)
    for pattern in waiting:
        route = str(pattern.pattern)
        if not route and isinstance(pattern, URLResolver):
            waiting += pattern.url_patterns
        else:
            parts.add(route.lstrip("^/").partition("/")[0])
    return frozenset(part for part in parts if part and "<" not in part)


def named_by(query: str) -> list[str]:
    """The parameters of a query that name a page, as they are kept: "p=12"."""
    pairs = parse_qsl(query[:2000], max_num_fields=50) if query.count("&") < 50 else []
    return [f"{name}={value}" for name, value in pairs if name in NAMES_A_PAGE and value and value.isprintable()]


class OldAddress(models.Model):
    """A path that once led to a record: renames, merges and imports leave one behind."""

    path = models.CharField(max_length=LONGEST_PATH, unique=True)
    record_type = models.CharField(max_length=60)
    record_ref = models.CharField(max_length=36)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="old_addresses")

    objects = OldAddressManager()

    class Meta:
        app_label = "hackit"
        verbose_name_plural = "old addresses"

    def __str__(self) -> str:
        return self.path

    def _followed(self, user) -> models.Model | None:
        """The record that ours was merged into, if this user may know it."""
        model = apps.get_model(self.record_type)
        try:
            model._meta.get_field("merged_into")
        except FieldDoesNotExist:
            return None
        merged = model._base_manager.filter(ref=self.record_ref).exclude(merged_into=None).first()
        if merged is None or not hasattr(model.objects, "known_to"):
            return None
        return model.objects.known_to(user).filter(pk=merged.merged_into_id).first()

    def _published(self, user) -> str | None:
        """Where the published copy of a record is read by those who do not see the record itself."""
        rows = apps.get_model("hackit", "Publication").objects.visible_to(user).current()
        copy = rows.filter(document_type=self.record_type, document_ref=self.record_ref).first()
        return copy.url if copy else None
