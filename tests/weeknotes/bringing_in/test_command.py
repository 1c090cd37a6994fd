"""`manage.py import_weeknotes`: the same as in the browser, told in words, with the way back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hackit.models import ImportRun, OldAddress, Topic
from tests import factories as make
from tests.weeknotes.bringing_in.sources import zip_of, zip_of_notes
from tests.weeknotes.pictures import picture
from weeknotes.models import PreparedImport, Weeknote

pytestmark = pytest.mark.django_db

FRONT = """---
title: Weeknote w/c 3 June 2019
date: 2019-06-12
author: S. Whitfield
tags: [Fresh air, weeknotes]
aliases: [/old/one/]
---
## Windows

We opened them. ![A window](window.png) ![Gone](gone.png)
"""


def run(*args, **options):
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_weeknotes", *map(str, args), stdout=out, stderr=err, **options)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "notes.zip"
    path.write_bytes(zip_of({"one.md": FRONT, "window.png": picture(), "other.pdf": b"%PDF"}))
    return path


def test_a_dry_run_tells_all_and_writes_nothing(source):
    make.make_topic("Fresh air")
    code, out, _err = run(source, dry_run=True)
    assert code == 0
    for words in (
        "Weeknote w/c 3 June 2019", "1 headings: Windows", "published Wed 12 June 2019", "Topic Fresh air",
        "weeknotes (1): left out", "Old address: /old/one/", "Image window.png: window.png", "Image gone.png: missing",
        "By S. Whitfield: the author given", "1 would be brought in",
    ):  # fmt: skip
        assert words in out, words
    assert not Weeknote.objects.exists()
    assert not PreparedImport.objects.exists()
    assert not ImportRun.objects.exists()


def test_names_topics_and_days_are_as_they_were_said(source, helen, sam):
    options = {"author": helen.email, "publish": True, "make_topics": True}
    assert run(source, map_author=[f"S. Whitfield={sam.email}"], **options)[0] == 0
    note = Weeknote.objects.get()
    assert list(note.authors.all()) == [sam.person]
    assert [topic.name for topic in Topic.objects.all()] == ["Fresh air"]
    assert note.current_publication().first_at.date().isoformat() == "2019-06-12"
    assert OldAddress.objects.get(path="/old/one/").record_ref == note.ref
    assert not PreparedImport.objects.exists()


def test_a_run_is_listed_and_taken_back(source, helen):
    run(source, author=helen.email)
    ref = ImportRun.objects.get().ref
    assert f"{ref}  " in run(list=True)[1]
    assert "1 taken back" in run(undo=ref)[1]
    assert not Weeknote.objects.live().exists()
    assert "taken back" in run(list=True)[1]
    for wrong in (ref, "nosuchref0"):
        with pytest.raises(CommandError):
            call_command("import_weeknotes", undo=wrong)


def test_a_folder_is_read_without_what_lies_outside_it(tmp_path, helen):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "2019-06-03-a.md").write_text("# Weeknote\n\n## A\n\nWords.\n")
    (tmp_path / "secret.md").write_text("# Weeknote w/c 10 June 2019\n\nCanary.\n")
    (folder / "2019-06-10-link.md").symlink_to(tmp_path / "secret.md")
    run(folder, author=helen.email)
    assert [note.week.isoformat() for note in Weeknote.objects.all()] == ["2019-06-03"]


def test_an_address_is_of_one_note(tmp_path, helen):
    (tmp_path / "many.zip").write_bytes(zip_of_notes(2))
    (tmp_path / "one.md").write_text("# Weeknote w/c 3 June 2019\n\nWords.\n")
    with pytest.raises(CommandError):
        call_command("import_weeknotes", str(tmp_path / "many.zip"), author=helen.email, address="https://a.example/x/")
    run(tmp_path / "one.md", author=helen.email, address="https://a.example/x/")
    assert OldAddress.objects.get().path == "/x/"


@pytest.mark.parametrize("pair", ["Nobody", "Nobody=", "Nobody=no@where.example", "=x"])
def test_a_name_mapped_to_nobody_is_refused(source, helen, pair):
    with pytest.raises(CommandError):
        call_command("import_weeknotes", str(source), author=helen.email, map_author=[pair])
