"""What is held about people is told table by table, can be taken out whole, and erased but for what is told."""

from __future__ import annotations

import ast
import io
import json
import zipfile
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hackit import held
from hackit.history import Event, EventValue, record_change
from hackit.mail import outbox
from hackit.mail.digest import WEEKLY
from hackit.models import Erasure, FeedKey, Follow, MailWishes, Person, PersonAlias, Role, User
from hackit.people.writes import save_person
from meetings.agenda.writes import save_attendance
from meetings.models import Attendance
from tests import factories as make
from tests.weeknotes.conftest import make_note
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
NAME, ADDRESS, NICKNAME = "Zbigniew Quarles", "zbigniew.quarles@example.org", "Zibi"


def test_every_table_is_told_of_once():
    told = [model for row in held.rows() for model in row.models] + list(held.nobody())
    tables = [model._meta.label for model in apps.get_models() if not model._meta.auto_created]
    assert sorted(told) == sorted(tables)
    assert all(row.about in held.HEADINGS and row.what.endswith(".") for row in held.rows())


def verbs_written() -> set[str]:
    """What the code gives as an event's verb: to `record_change`, or under that name to whatever writes one."""
    found = set()
    for app in ("hackit", "weeknotes", "meetings"):
        for path in sorted((ROOT / app).rglob("*.py")):
            for call in [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]:
                called = getattr(call.func, "id", getattr(call.func, "attr", ""))
                given = [word.value for word in call.keywords if word.arg == "verb"]
                given += call.args[1:2] if called == "record_change" else []
                found |= {one.value for one in given if isinstance(one, ast.Constant)}
    return found


def test_every_verb_whose_values_are_names_is_written_somewhere():
    """A verb that is called otherwise one day would leave the names of whoever is erased in the history."""
    assert len(verbs := verbs_written()) > 50
    assert set(held.verbs_with_names()) - verbs == set()


@pytest.fixture
def gone() -> Person:
    """Somebody who wrote, owned, led and was named, with a login and things of his own."""
    user = make.make_user(NAME)
    person = user.person
    other = make.make_user("Helen Marsh", role=Role.ADMINISTRATOR)
    PersonAlias.objects.create(person=person, text=NICKNAME)
    save_person(
        person, name=NAME, role_title="Head of Desks", organisation=None, new_organisation="", from_date=None,
        to_date=None, also_called=[NICKNAME], by=other.person, email=ADDRESS,
    )  # fmt: skip
    forum = make.make_forum("DMT")
    make.join(forum, user)
    topic = make.make_topic("Desks")
    Follow.objects.create(person=person, topic=topic)
    FeedKey.objects.ensure(person, forum)
    MailWishes.objects.keep(MailWishes(person=person, hour=9))
    meeting = make.make_meeting(forum, timezone.localdate())
    item = make.make_item(meeting, "Desks", topics=[topic])
    save_attendance(meeting, {person: Attendance.State.PRESENT}, by=other.person)
    make.make_line(item, f"@{NICKNAME} counts the desks", other.person)
    make.make_line(None, "my own thought about zebras", person, day=timezone.localdate())
    make.make_action("Count the desks", owner=person, meeting=meeting, item=item, topics=[topic])
    note = make_note(user, "Nobody read about zebras", title="A draft")
    note.save_revision(by=person)
    told = make_note(user, f"## Desks\n\nWe thank {NAME} for 30 desks.", title="Desks counted")
    publish(told, by=person, user=user, at=now(), expected_version=told.version)
    outbox.post(WEEKLY, person, key="weekly:1", by=None, day="2019-06-03")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "zebras"})
    LogEntry.objects.create(user=user, object_repr="A desk", action_flag=ADDITION)
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.save()
    return person


def dump() -> dict[str, str]:
    """Every row of every table as text, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = "\n".join(str(row) for row in cursor.fetchall())
    return found


def said(*arguments: object) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_what_is_held_is_taken_out_whole(gone: Person, tmp_path: Path):
    told = said("export_person", ADDRESS, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        text = {name: file.read(name).decode() for name in file.namelist()}
    assert json.loads(text["meetings.Action.json"])[0]["text"] == "Count the desks"
    assert "zebras" in text["meetings.Line.json"]
    assert "zebras" in text["weeknotes.Revision.json"]
    assert gone.user.email in text["hackit.User.json"]
    for name in ("hackit.Follow", "hackit.FeedKey", "hackit.MailWishes", "hackit.Mail", "events", "hackit.Membership"):
        assert json.loads(text[f"{name}.json"]), name
    assert NICKNAME in text["texts that name them.json"]
    assert "hackit.Follow.json" in text["read me.md"]
    key = FeedKey.objects.get().key
    assert not [name for name, one in text.items() if key in one or gone.user.password in one]
    assert "1 meetings.Action" in told
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="cannot be made"):
        call_command("export_person", NAME, tmp_path / "a.zip")


def test_nobody_is_said_to_be_nobody(gone: Person, tmp_path: Path):
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("export_person", "nobody@example.org", tmp_path / "a.zip")
    make.make_person(NAME)
    with pytest.raises(CommandError, match="There are 2"):
        call_command("erase_person", NAME)


def test_without_really_nothing_is_changed(gone: Person):
    before = dump()
    told = said("erase_person", ADDRESS)
    assert "Nothing was changed" in told
    assert "1 jottings" in told
    assert f"attendance: “{NAME}” → “A former colleague”" in told
    assert dump() == before


def test_nothing_of_a_person_is_left_but_what_is_told(gone: Person):
    words = [
        one.casefold()
        for one in (gone.user.email, NAME, NICKNAME, ADDRESS, gone.slug, "Quarles", "zebras", "Head of Desks")
    ]
    ref, owned = gone.ref, make.make_action("Paint them", owner=gone).ref
    told = said("erase_person", ADDRESS, "--really")
    left = {}
    for table, rows in dump().items():
        if found := [word for word in words if word in rows.casefold()]:
            left[table] = found
    # The published words and the line of another name him: told, with addresses. The index holds what they say.
    assert "weeknotes.Weeknote" in told
    assert "meetings.Line" in told
    assert "1 second steps" in told
    assert "1 notes of the emergency administration" in told
    labels = {
        line.split()[0] for line in told.splitlines() if line.startswith("  ") and "“" in line and "→" not in line
    }
    tables = {apps.get_model(label)._meta.db_table for label in labels}
    made_from_them = {table for table in left if table.startswith(("hackit_entry", "entry_", "word"))}
    assert left.keys() - made_from_them == tables, left
    person = Person.objects.get(ref=ref)
    assert person.name == "A former colleague"
    assert person.actions.filter(ref=owned).exists()
    assert not User.objects.filter(email=ADDRESS).exists()
    assert Erasure.objects.get().is_open is False
    call_command("rebuild_index", "--check", stdout=io.StringIO())
    assert "No such" not in told
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(actor_label="Somebody else")


def test_in_the_history_only_what_is_the_name_changes():
    """A nickname may be a word, or a part of somebody else's name; a name that two have is nobody's alone."""
    will, sam = make.make_user("Will Brown").person, make.make_user("Sam Will").person
    make.make_person("William Brown")
    for alias in ("Will", "WB"):
        PersonAlias.objects.create(person=will, text=alias)
    forum = make.make_forum("DMT")
    meeting = make.make_meeting(forum, timezone.localdate())
    for name in ("Jo Smith", "Jo Smith"):
        twin = make.make_person(name)
    told = (
        (forum, "member added", {"member": ("", "Will Brown, chair")}),
        (forum, "member added", {"member": ("", "Sam Will, member of Will")}),
        (forum, "member added", {"member": ("", "Will Brown-Smith, member")}),
        (forum, "name settled", {"name": ("WB: Sam Will", "WB: Will Brown")}),
        (meeting, "attendance", {"Will": ("", "Present"), "Will Brown": ("", "Present"), "Jo Smith": ("", "Present")}),
        (meeting, "paper added", {"paper": ("", "What this Will cost Will Brown")}),
    )
    with transaction.atomic():
        for record, verb, changes in told:
            record_change(record, verb, by=sam, changes=changes)
    first = EventValue.objects.order_by("-pk").values_list("pk", flat=True)[7]
    said_so = said("erase_person", will.ref, "--really")
    values = EventValue.objects.filter(pk__gte=first, event__actor_id=sam.pk).order_by("pk")
    found = [(value.field, value.old, value.new) for value in values]
    anon = "A former colleague"
    assert found[:4] == [
        ("member", "", f"{anon}, chair"), ("member", "", "Sam Will, member of Will"),
        ("member", "", "Will Brown-Smith, member"), ("name", "WB: Sam Will", anon),
    ]  # fmt: skip
    assert {found[4][0], found[5][0][:18], found[6][0]} == {anon, "Jo Smith"}
    assert found[7] == ("paper", "", "What this Will cost Will Brown")
    assert "stays as it was, and can't be changed; it names them here" in said_so
    said("erase_person", twin.ref, "--really")
    assert EventValue.objects.filter(field="Jo Smith").exists()


def test_an_open_erasure_changes_names_and_nothing_else(gone: Person):
    Erasure.objects.create(person_ref=gone.ref, is_open=True)
    assert Event.objects.update(actor_label="x")
    for changed in ({"verb": "x"}, {"at": timezone.now()}, {"actor_id": 9}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Event.objects.update(**changed)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EventValue.objects.all()._raw_delete("default")


def test_the_only_administrator_stays(gone: Person):
    gone.user.role = Role.ADMINISTRATOR
    gone.user.save()
    User.objects.exclude(pk=gone.user_id).update(role=Role.STAFF)
    with pytest.raises(CommandError, match="only administrator"):
        call_command("erase_person", ADDRESS, "--really")
