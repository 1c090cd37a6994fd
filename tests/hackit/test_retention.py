"""What is no record goes after its time, and not before; a dry run says how much and changes nothing."""

import io
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hackit import held
from hackit.checks import what_is_kept
from hackit.models import BackupMade, FormToken, Mail, SearchTold
from hackit.running import retention
from meetings.models import Action, ActionBatch, Presence
from tests import factories as make
from tests.weeknotes.conftest import make_note
from tests.weeknotes.pictures import picture
from weeknotes.models import Feedback, PreparedImport, WeeknoteImage, WeeknoteImageData
from weeknotes.reading.feedback_writes import tell
from weeknotes.writing.image_writes import remove_image, store_image

pytestmark = pytest.mark.django_db


def test_every_rule_that_a_table_names_is_there():
    keys = {rule.key for rule in retention.rules()}
    assert {row.keep for row in held.rows()} - {held.RECORD, held.OWN, held.LOGIN} <= keys


def test_what_is_old_goes_and_what_is_new_stays():
    now = timezone.now()
    user = make.make_user("Grace Li")
    person, note = user.person, make_note(user, "Words", title="A note")
    meeting = make.make_meeting(make.make_forum("DMT"), timezone.localdate())
    other = make.make_meeting(meeting.forum, timezone.localdate() - timedelta(days=500))
    make.make_action("Stay for ever", owner=person)
    for days, where in ((500, other), (0, meeting)):
        at = now - timedelta(days=days)
        Session.objects.create(session_key=f"s{days}", session_data="", expire_date=at + timedelta(days=1))
        FormToken.objects.create(token=f"t{days}", claim="12345678123456781234567812345678")
        FormToken.objects.filter(token=f"t{days}").update(made_at=at)
        SearchTold.objects.create(ref=f"s{days}", words="desks", found=1, day=timezone.localdate(at))
        Mail.objects.create(kind="weekly", person=person, key=f"k{days}", sent_at=at)
        Feedback.objects.create(weeknote=note, text="Thanks", sent_at=at)
        PreparedImport.objects.create(by=person, made_at=at, source="a.zip")
        Presence.objects.create(meeting=where, person=person, seen_at=at, here_since=at)
        ActionBatch.objects.create(by=person, at=at, said="Done")
    Mail.objects.create(kind="weekly", person=person, key="waiting", made_at=now - timedelta(days=500))
    out = io.StringIO()
    call_command("clear_old", dry_run=True, stdout=out)
    assert "      1 letters" in out.getvalue()
    assert "Nothing was cleared" in out.getvalue()
    assert Session.objects.count() == 2
    would = retention.count_old(at=now)
    assert retention.clear_old(at=now) == would
    cleared = ("sessions", "forms", "searches", "letters", "feedback", "imports", "presence", "batches")
    assert {key: would[key] for key in cleared} == dict.fromkeys(cleared, 1)
    assert set(Mail.objects.values_list("key", flat=True)) == {"k0", "waiting"}
    assert Session.objects.get().session_key == "s0"
    assert Action.objects.count() == 1
    assert set(retention.count_old(at=now).values()) == {0}


def test_nothing_goes_earlier_than_the_settings_say(settings, tmp_path):
    """Neither at the next message, upload, count, letter or backup; and pages say what is set."""
    settings.KEEP_DAYS = {"feedback": 900, "images": 900, "searches": 900, "imports": 9, "told": 900, "backups": 900}
    user, at = make.make_user("Grace Li"), timezone.now() - timedelta(days=800)
    note = make_note(user, "Words", title="A note")
    old = Feedback.objects.create(weeknote=note, text="Thanks", sent_at=at)
    tell(note, text="Thanks again", name="", email="", at=timezone.now())
    assert Feedback.objects.filter(pk=old.pk).exists()
    SearchTold.objects.create(ref="s", words="desks", found=1, day=at.date())
    (tmp_path / "log").write_text("")
    call_command("count_searches", str(tmp_path / "log"), stdout=io.StringIO())
    assert SearchTold.objects.count() == 1
    made = timezone.now() - timedelta(days=8)
    waits = PreparedImport.objects.create(by=user.person, made_at=made, source="a.zip")
    client = Client()
    client.force_login(user)
    assert "Forgotten after 9 days" in client.get(reverse("weeknotes:weeknote-import")).text
    assert PreparedImport.objects.of(user.person, at=timezone.now()).get() == waits
    BackupMade.objects.note(made_at=at, name="old.zip", size=1, rows=1)
    BackupMade.objects.note(made_at=timezone.now(), name="new.zip", size=1, rows=1)
    assert BackupMade.objects.count() == 2
    assert "removed after 900 days" in client.get(reverse("weeknotes:weeknote-feedback-list")).text
    image = store_image(note, picture(), alt="A desk", by=user.person).image
    remove_image(image, by=user.person)
    WeeknoteImage.objects.filter(pk=image.pk).update(deleted_at=at)
    sent = {"image-file": SimpleUploadedFile("b.png", picture(colour=(1, 2, 3))), "image-alt": "A van"}
    client.post(reverse("weeknotes:weeknote-images", args=[note.ref]), sent)
    assert WeeknoteImageData.objects.count() == 2
    settings.KEEP_DAYS = {"images": 29}
    assert len(what_is_kept(None)) == 1


def test_settings_say_otherwise_and_wrong_ones_are_told(settings):
    settings.KEEP_DAYS = {"letters": 9, "lettres": 400}
    rule = next(rule for rule in retention.rules() if rule.key == "letters")
    assert rule.kept_for == 9
    assert [error.id for error in what_is_kept(None)] == ["hackit.E002", "hackit.E002"]
    settings.KEEP_DAYS = {"letters": 200}
    assert what_is_kept(None) == []
