"""What a note costs on its way in, counted and not timed: statements, readings of its text, work while others wait."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hackit import markdown, text
from hackit.images import written_anew
from tests import factories as make
from tests.weeknotes.bringing_in.sources import read_of, source_note
from tests.weeknotes.pictures import picture
from weeknotes.bringing_in import image_writes
from weeknotes.bringing_in.list_writes import Step, begin, bring_some
from weeknotes.bringing_in.preparing import prepare
from weeknotes.models import Weeknote, WeeknoteImage

BODY = "Words before.\n\n" + "".join(
    f"## Part {n}\n\n- One thing\n- Another[^{n}]\n\n[^{n}]: Why.\n\n" for n in range(6)
)


def begun(user, *notes, **extra):
    prepared = prepare(read_of(*notes, **extra), source="blog.xml", by=user.person, user=user, at=timezone.now())
    prepared.publish = True
    prepared.save()
    begin(prepared, by=user.person, at=timezone.now())
    return prepared


@pytest.mark.django_db
def test_a_published_note_of_seven_sections_takes_few_statements_and_is_read_once_a_text(helen, monkeypatch):
    make.make_topic("Part 3")
    prepared = begun(helen, source_note(1, body=BODY, terms=("Part 3",)), source_note(2, body=BODY + "More.\n"))
    step = Step(prepared, by=helen.person, user=helen, at=timezone.now())
    first, second = prepared.notes.all()
    step.bring(first)
    text.forget_readings()
    read = []

    def counted(source, env):
        read.append(source)
        return markdown.parse(source, env)

    monkeypatch.setattr(text, "parse", counted)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        step.bring(second)
    assert Weeknote.objects.exclude(published_at=None).count() == 2
    statements = [one["sql"] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 45, "\n".join(statements)
    # The whole text, its HTML, the text without its footnotes; and each of the seven sections whole, without its
    # heading, without its footnote, and as it is searched.
    assert len(read) <= 3 + 7 * 4, read


@pytest.mark.django_db(transaction=True)
def test_pictures_are_written_anew_and_texts_rendered_while_nobody_waits_for_the_database(helen, monkeypatch):
    slow = []

    def noting(name, work):
        def done(*args, **kwargs):
            slow.append((name, connection.in_atomic_block))
            return work(*args, **kwargs)

        return done

    monkeypatch.setattr(image_writes, "written_anew", noting("picture", written_anew))
    monkeypatch.setattr(text, "to_html", noting("html", text.to_html))
    body = f"{BODY}\n![Two chairs](chairs.png)\n"
    note = source_note(1, body=body, key="posts/a.md")
    prepared = begun(helen, note, files={"posts/chairs.png": picture()})
    text.forget_readings()
    assert bring_some(prepared, by=helen.person, user=helen, at=timezone.now()) == 0
    image = WeeknoteImage.objects.get()
    assert image.is_read
    assert image.address() in Weeknote.objects.get().body
    assert sorted(set(slow)) == [("html", False), ("picture", False)]
