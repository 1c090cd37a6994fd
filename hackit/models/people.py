"""Users, the people named in the records, the groups they meet in, and the bodies they deal with."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from hackit.audience import Audience, Reach, Viewer
from hackit.history import record_change
from hackit.models.merged import MergedQuerySet
from hackit.records import new_ref
from hackit.slugs import slug_of


class Role(models.TextChoices):
    """What a login may do everywhere; membership of groups adds to it."""

    NONE = "none", "No role yet"
    STAFF = "staff", "Staff"
    AUDITOR = "auditor", "Auditor (reads, never writes)"
    ADMINISTRATOR = "administrator", "Administrator"


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, *, name: str = "", **extra) -> User:
        """A login and the Person it belongs to, named `name` (else after the e-mail address).

        Raises ValueError without an e-mail address. Without a password nobody can sign in by password.
        """
        if not email:
            raise ValueError("A user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        if name and user.person.name != name:
            user.person.name = name
            user.person.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra) -> User:
        """An administrator who may also open Django's admin in an emergency; made by a command, and told as that."""
        extra.setdefault("role", Role.ADMINISTRATOR)
        with transaction.atomic():
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **extra)
            changes = {"role": (None, user.role), "may_sign_in": (None, True)}
            record_change(user.person, "given a login", by=None, changes=changes)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A login. Made inactive when somebody leaves; deleted when they are erased, which leaves the person's row.

    `is_staff` only opens Django's admin; who is staff of the council is `role`.
    """

    email = models.EmailField("e-mail address", unique=True)
    role = models.CharField(max_length=15, choices=Role, default=Role.NONE)
    is_staff = models.BooleanField("may open the emergency admin", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        app_label = "hackit"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="That e-mail address is in use.",
            )
        ]

    def __str__(self) -> str:
        return self.email

    def save(self, *args, **kwargs) -> None:
        """Save, and make sure that a login always belongs to a Person."""
        super().save(*args, **kwargs)
        if not Person.objects.filter(user=self).exists():
            local = self.email.split("@")[0]
            Person.objects.create(user=self, name=local.replace(".", " ").replace("_", " ").title()[:120] or self.email)
            self.__dict__.pop("_viewer", None)
            self._state.fields_cache.pop("person", None)

    @property
    def ref(self) -> str:
        """What events of the login itself name it by."""
        return str(self.pk)

    @property
    def reach(self) -> Reach:
        """How somebody signs in is on no page of anybody else's."""
        return Reach.NOBODY

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.role == Role.ADMINISTRATOR

    def get_short_name(self) -> str:
        return self.person.name


class OrganisationQuerySet(models.QuerySet):
    def known_to(self, user) -> OrganisationQuerySet:
        """Organisations whose name this user may know: staff know every one's, a stranger none."""
        return self.none() if Viewer.of(user).is_stranger else self

    def with_people(self) -> OrganisationQuerySet:
        """Each with `belong`: how many people belong to it."""
        return self.annotate(belong=Count("people", filter=Q(people__merged_into=None)))

    def all_names(self, *others: models.QuerySet) -> list[str]:
        """The names of these and of the rows of `others`, in one query, in order."""
        rows = (named.order_by().values_list("name", flat=True) for named in others)
        return sorted(self.order_by().values_list("name", flat=True).union(*rows), key=str.lower)


class Organisation(models.Model):
    """A team or an outside body that people deal with and wait for: Finance, Audit, a supplier."""

    name = models.CharField(max_length=120, unique=True)
    also_called = models.CharField(max_length=300, blank=True, help_text="Other names, separated by semicolons")
    is_team = models.BooleanField("one of our own teams", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """What events name it by."""
        return str(self.pk)

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.also_called.split(";") if part.strip())


class PersonQuerySet(MergedQuerySet):
    def named(self) -> PersonQuerySet:
        """People who can be named in a record: everyone who was not merged into somebody else."""
        return self.filter(merged_into=None)

    def known_to(self, user) -> PersonQuerySet:
        """People whose page this user may open: staff everyone's, a stranger nobody's."""
        return self.none() if Viewer.of(user).is_stranger else self.named()

    def who_is(self, ref: str) -> PersonQuerySet:
        """Whose ref that is, or was before the two rows of one person were made one."""
        merged = self.model._base_manager.filter(ref=ref).exclude(merged_into=None).values("merged_into")
        return self.named().filter(Q(ref=ref) | Q(pk__in=merged))

    def called(self, name: str) -> PersonQuerySet:
        """Who goes by exactly this name, nickname or initials, whatever the capitals."""
        nicknamed = PersonAlias.objects.filter(text__iexact=name).values("person_id")
        return self.named().filter(Q(name__iexact=name) | Q(pk__in=nicknamed)).order_by("pk")

    def serving(self, *, on: date) -> PersonQuerySet:
        """People who are here on that day by their from–to dates (open ends count)."""
        return self.named().filter(Q(from_date=None) | Q(from_date__lte=on), Q(to_date=None) | Q(to_date__gte=on))

    def members_of(self, forum: Forum, *, on: date) -> PersonQuerySet:
        """Who belongs to the group on that day, by name."""
        rows = Membership.objects.active(on=on).filter(forum=forum)
        return self.named().filter(pk__in=rows.values("person")).order_by("name", "pk")


class Person(models.Model):
    """Someone named in the records. May have a login, need not."""

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True, editable=False)
    role_title = models.CharField("role", max_length=160, blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="people")
    from_date = models.DateField("from", null=True, blank=True)
    to_date = models.DateField("to", null=True, blank=True)
    email = models.EmailField(
        "email address", blank=True, help_text="Where minutes and actions are sent to somebody without a login"
    )
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="person")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = PersonQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(to_date=None) | Q(from_date__lte=F("to_date")),
                name="person_from_before_to",
                violation_error_message="“To” must be after “from”.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = free_slug(Person, self.name, fallback="person")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.slug])

    def add_from(self, group: Forum, *, by: Person | None) -> Person:
        """Keep somebody new of whom no more than a name is known, as a page of that group named them.

        Belongs into the transaction of what they are named in.
        """
        self.save()
        record_change(self, "added", by=by, changes={"name": (None, self.name), "group": (None, group.name)})
        return self

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def mail_address(self) -> str:
        """Where mail to this person goes: the login's address while it may sign in, else their own; "" for nowhere."""
        if self.user is not None:
            return self.user.email if self.user.is_active else ""
        return self.email


class PersonAlias(models.Model):
    """A nickname or initials by which a person is named: "Cate D", "HM"."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=80)

    class Meta:
        app_label = "hackit"
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint("person", Lower("text"), name="person_alias_once"),
        ]
        verbose_name_plural = "person aliases"

    def __str__(self) -> str:
        return self.text


class ForumQuerySet(models.QuerySet):
    def known_to(self, user) -> ForumQuerySet:
        """Groups whose name this user may know: staff know every one's, a stranger none."""
        return self.none() if Viewer.of(user).is_stranger else self

    def meeting_still(self) -> ForumQuerySet:
        """Groups that were not ended."""
        return self.filter(is_active=True)


class Forum(models.Model):
    """People who meet (on screen: a group). Its name is what its members' audience is called: "DMT only"."""

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=60, help_text="What you call it, like DMT")
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    full_name = models.CharField(max_length=160, blank=True)
    reports_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="groups_below")
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    start_time = models.TimeField("time", null=True, blank=True)
    location = models.CharField(max_length=120, blank=True)
    timezone = models.CharField(max_length=60, default="Europe/London")
    line_audience = models.CharField(
        "notes, ideas and questions", max_length=10, choices=Audience, default=Audience.MEMBERS
    )
    outcome_audience = models.CharField(
        "decisions and actions, once shared", max_length=10, choices=Audience, default=Audience.STAFF
    )
    point_audience = models.CharField(
        "conversation points, once published", max_length=10, choices=Audience, default=Audience.EVERYONE
    )
    is_active = models.BooleanField("still meets", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ForumQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        ordering = ["name", "pk"]
        verbose_name = "group"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="forum_name_once",
                violation_error_message="There is a group of that name already.",
            ),
            models.CheckConstraint(condition=Q(weekday=None) | Q(weekday__range=(0, 6)), name="forum_weekday"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = free_slug(Forum, self.name, fallback="group")
        super().save(*args, **kwargs)

    def save_if_unchanged(self, version: int) -> bool:
        """Save what a form changed, unless somebody else saved it since that version: then False, and nothing is done.

        Call it in the transaction that writes the history.
        """
        if not Forum.objects.filter(pk=self.pk, version=version).update(version=version + 1):
            return False
        self.version = version + 1
        self.save()
        return True

    def get_absolute_url(self) -> str:
        return reverse("meetings:forum-detail", args=[self.slug])


class MembershipQuerySet(models.QuerySet):
    def active(self, *, on: date) -> MembershipQuerySet:
        """Memberships that hold on that day, first and last day included."""
        return self.filter(Q(from_date=None) | Q(from_date__lte=on), Q(to_date=None) | Q(to_date__gte=on))


class Membership(models.Model):
    """A person's part in a group, from–to."""

    class Part(models.TextChoices):
        MEMBER = "member", "Member"
        SECRETARY = "secretary", "Secretary"
        CHAIR = "chair", "Chair"

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="memberships")
    role = models.CharField("part", max_length=10, choices=Part, default=Part.MEMBER)
    from_date = models.DateField("from", null=True, blank=True)
    to_date = models.DateField("to", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        ordering = ["forum", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "forum"], condition=Q(to_date=None), name="membership_open_once",
                violation_error_message="This person is in the group already.",
            ),
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(to_date=None) | Q(from_date__lte=F("to_date")),
                name="membership_from_before_to",
                violation_error_message="“To” must be after “from”.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()} of {self.forum}"


def free_slug(model: type[models.Model], text: str, *, fallback: str) -> str:
    """A slug for `text` that no row of `model` has: "grace-li", then "grace-li-2". Pages' own words are taken."""
    base = slug_of(text)[:70] or fallback
    taken = {"new", "csv", *model._base_manager.filter(slug__startswith=base).values_list("slug", flat=True)}
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
