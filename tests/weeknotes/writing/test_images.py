"""Images of a note: who may see them, how they stand in the text, and what keeps a note from being published."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from hackit.audience import Audience
from hackit.images import CannotUse
from tests.factories import make_user
from tests.weeknotes.conftest import make_note
from tests.weeknotes.pictures import PLACE, moving, picture, with_place
from weeknotes.models import Weeknote, WeeknoteImage, WeeknoteImageData
from weeknotes.publishing import writes as publishing
from weeknotes.writing import image_writes as writes
from weeknotes.writing.image_writes import store_image, with_image

BODY = "## Phones\n\nOne each.\n\n## Money\n\nNone left."


def add(note: Weeknote, alt: str = "A box of phones", *, colour=(0, 102, 79), under: str = "") -> WeeknoteImage:
    """An image of the note, put under a heading of its text and saved."""
    by = note.authors.first()
    image = store_image(note, picture(colour=colour), alt=alt, by=by).image
    if under:
        note.body = note.body.replace(f"## {under}\n", f"## {under}\n\n{image.markdown()}\n")
        note.save_revision(by=by)
    return image


def publish(note: Weeknote, user, reason: str = "") -> None:
    note.refresh_from_db()
    publishing.publish(
        note, by=user.person, user=user, at=publishing.now(), expected_version=note.version, reason=reason
    )


def for_staff(note: Weeknote, heading: str) -> None:
    note.sections.filter(heading=heading).update(audience=Audience.STAFF)


def seen_by(image: WeeknoteImage, *clients) -> list[int]:
    return [client.get(image.address()).status_code for client in clients]


# --- Who may see an image ---


def test_an_image_of_a_draft_is_its_authors_own(client, as_helen, as_sam, helen):
    note = make_note(helen, BODY)
    image = add(note, under="Phones")
    assert seen_by(image, client, as_sam, as_helen) == [404, 404, 200]
    joined = make_user("Priya Nair")
    note.set_authors([helen.person, joined.person])
    client.force_login(joined)
    assert seen_by(image, client) == [200]
    note.set_authors([helen.person])
    assert seen_by(image, client) == [404]


def test_an_image_is_seen_by_who_sees_the_section_it_stands_in(client, as_helen, as_sam, helen):
    note = make_note(helen, BODY)
    of_all, of_staff = add(note, under="Phones"), add(note, "Coins", colour=(200, 0, 0), under="Money")
    unused = add(note, "Nothing", colour=(0, 0, 200))
    for_staff(note, "Money")
    publish(note, helen)
    assert seen_by(of_all, client, as_sam, as_helen) == [200, 200, 200]
    assert seen_by(of_staff, client, as_sam, as_helen) == [404, 200, 200]
    assert seen_by(unused, client, as_sam, as_helen) == [404, 404, 200]


def test_an_image_taken_out_of_the_text_is_public_no_longer(client, as_helen, as_sam, helen):
    note = make_note(helen, BODY)
    image = add(note, under="Phones")
    publish(note, helen)
    assert seen_by(image, client) == [200]
    note.body = BODY
    note.save_revision(by=helen.person)
    assert seen_by(image, client) == [200], "what is published still shows it"
    publish(note, helen, "A clearer text")
    assert seen_by(image, client, as_sam, as_helen) == [404, 404, 200]


def test_a_section_that_becomes_one_for_staff_takes_its_image_along(client, as_sam, helen):
    note = make_note(helen, BODY)
    image = add(note, under="Money")
    publish(note, helen)
    for_staff(note, "Money")
    publish(note, helen, "Money is for staff")
    assert seen_by(image, client, as_sam) == [404, 200]


def test_a_note_taken_back_deleted_and_brought_back(client, as_helen, as_sam, helen):
    note = make_note(helen, BODY)
    image = add(note, under="Phones")
    publish(note, helen)
    note.refresh_from_db()
    publishing.unpublish(note, by=helen.person, reason="Too early", expected_version=note.version)
    assert seen_by(image, client, as_sam, as_helen) == [404, 404, 200]
    publish(note, helen, "Now")
    note.refresh_from_db()
    note.delete_softly(by=helen.person)
    assert seen_by(image, client, as_sam, as_helen) == [404, 404, 404]
    note.undelete(by=helen.person)
    assert seen_by(image, client, as_sam, as_helen) == [404, 404, 200]


def test_refused_looks_like_missing(client, helen):
    image = add(make_note(helen, BODY), under="Phones")
    refused, missing = client.get(image.address()), client.get("/weeknotes/images/nosuchref0/")
    assert refused.status_code == missing.status_code == 404
    assert refused.text.replace(image.ref, "") == missing.text.replace("nosuchref0", "")
    assert refused.headers.get("ETag") == missing.headers.get("ETag")
    assert client.get("/weeknotes/images/%00/").status_code == 404


def test_who_knows_the_version_learns_nothing_by_asking_for_a_newer_one(client, helen):
    image = add(make_note(helen, BODY), under="Phones")
    assert client.get(image.address(), headers={"If-None-Match": f'"{image.content_hash}"'}).status_code == 404


# --- What is served ---


def test_a_public_image_may_be_kept_by_caches_and_can_do_nothing(client, as_sam, helen):
    note = make_note(helen, BODY)
    image = add(note, under="Phones")
    publish(note, helen)
    answer = client.get(image.address())
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{image.ref}.png"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer.headers["Vary"]
    again = client.get(image.address(), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert as_sam.get(image.address()).headers["Cache-Control"] == "no-store"
    assert client.head(image.address()).headers["Content-Length"] == str(image.size)
    assert client.post(image.address()).status_code in (403, 405)


def test_nothing_of_where_it_was_taken_is_kept(helen):
    note = make_note(helen, BODY)
    stored = store_image(note, with_place(), alt="The square", by=helen.person, file_name=r"C:\canary\..\IMG 1.jpg")
    kept = bytes(WeeknoteImageData.objects.get(image=stored.image).content)
    assert PLACE.encode() not in kept
    assert b"Exif" not in kept
    assert stored.image.file_name == "IMG 1.jpg"
    assert len(kept) == stored.image.size


def test_the_same_file_twice_is_one_image(helen):
    note = make_note(helen, BODY)
    first = store_image(note, picture(), alt="One", by=helen.person)
    again = store_image(note, picture(), alt="Other words", by=helen.person)
    assert (again.image, again.is_new) == (first.image, False)
    elsewhere = store_image(make_note(helen, BODY, title="Another"), picture(), alt="One", by=helen.person)
    assert elsewhere.image != first.image


def test_the_database_refuses_the_same_image_twice_in_a_note(helen):
    image = add(make_note(helen, BODY))
    twin = WeeknoteImage(weeknote=image.weeknote, source_hash=image.source_hash, width=1, height=1, size=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_note_has_room_for_so_many(helen, monkeypatch):
    monkeypatch.setattr(writes, "MOST_IMAGES", 1)
    note = make_note(helen, BODY)
    add(note)
    with pytest.raises(CannotUse, match="has 1 images already"):
        add(note, colour=(9, 9, 9))


# --- How it stands in the text ---


def test_a_reader_gets_it_with_its_size_its_words_and_its_caption(client, helen):
    note = make_note(helen, BODY)
    image = add(note, "Ten [old] phones & “a *box*”", under="Phones")
    note.body = note.body.replace("/)", '/ "In the cellar, *May*")')
    note.save_revision(by=helen.person)
    publish(note, helen)
    page = client.get(note.address())
    assert f'src="{image.address()}"' in page.text
    assert 'alt="Ten [old] phones &amp; “a *box*”"' in page.text
    assert 'width="40" height="30" loading="lazy"' in page.text.replace(
        'height="30" width="40"', 'width="40" height="30"'
    )
    assert "<figure>" in page.text
    assert "<figcaption>In the cellar, *May*</figcaption>" in page.text


def test_an_image_without_words_keeps_a_note_from_being_published(helen):
    note = make_note(helen, BODY)
    image = add(note)
    note.body = f"{BODY}\n\n![]({image.address()})"
    note.save_revision(by=helen.person)
    with pytest.raises(publishing.CannotPublish, match="under “Money” has no alternative text"):
        publish(note, helen)


def test_an_image_of_another_note_or_a_removed_one_keeps_it_too(helen):
    other = add(make_note(helen, BODY, title="Another"))
    note = make_note(helen, BODY)
    own = add(note, under="Phones")
    note.body += f"\n\n{other.markdown()}"
    note.save_revision(by=helen.person)
    with pytest.raises(publishing.CannotPublish, match="“A box of phones” under “Money” is no image of this note"):
        publish(note, helen)
    note.body = note.body.replace(other.markdown(), "")
    writes.remove_image(own, by=helen.person)
    note.save_revision(by=helen.person)
    with pytest.raises(publishing.CannotPublish, match="under “Phones” is no image of this note"):
        publish(note, helen)


def test_a_published_image_may_stand_in_another_note(client, helen):
    first = make_note(helen, BODY, title="Another")
    image = add(first, under="Phones")
    publish(first, helen)
    note = make_note(helen, f"{BODY}\n\n{image.markdown()}")
    publish(note, helen)
    assert image.address() in client.get(note.address()).text


# --- On the sheet and beside it ---


def send(note: Weeknote, as_author, *, content: bytes | None = None, name: str = "phones.png", accept="", **more):
    """What the page of the note's images sends, or with `page="edit"` the sheet."""
    page = more.pop("page", "images")
    data = {"image-alt": "A box of phones", "do": "add-image", **more}
    if content is not None:
        data["image-file"] = SimpleUploadedFile(name, content, content_type="image/png")
    return as_author.post(f"/weeknotes/{note.ref}/{page}/", data, headers={"Accept": accept} if accept else {})


def sheet_of(note: Weeknote, body: str) -> dict[str, str]:
    return {"page": "edit", "version": str(note.version), "title": note.title, "summary": note.summary, "body-0": body}


def test_without_scripts_an_image_goes_to_the_end_and_what_was_typed_is_kept(as_helen, helen):
    note = make_note(helen, BODY)
    answer = send(note, as_helen, content=picture(), **sheet_of(note, BODY + "\n\nTyped just now."))
    assert answer.headers["Location"] == f"/weeknotes/{note.ref}/edit/"
    image = note.images.get()
    draft = note.drafts.get()
    assert draft.body == f"{BODY}\n\nTyped just now.\n\n{image.markdown()}\n"
    page = as_helen.get(f"/weeknotes/{note.ref}/edit/")
    assert "at the end of the text" in page.text
    assert f'value="put-image:{image.ref}"' in page.text
    assert "Not in the text" not in page.text


def test_an_image_is_put_in_from_beside_the_sheet(as_helen, as_sam, helen):
    note = make_note(helen, BODY)
    image = add(note)
    sent = sheet_of(note, BODY + "\n\nTyped.") | {"do": f"put-image:{image.ref}"}
    page = f"/weeknotes/{note.ref}/{sent.pop('page')}/"
    assert "Not in the text" in as_helen.get(page).text
    as_helen.post(page, sent)
    assert note.drafts.get().body.strip() == f"{BODY}\n\nTyped.\n\n{image.markdown()}"
    other = add(make_note(helen, BODY, title="Another"))
    as_helen.post(page, sent | {"do": f"put-image:{other.ref}"})
    assert other.ref not in note.drafts.get().body


def test_a_refused_image_loses_nothing_that_was_typed(as_helen, helen):
    note = make_note(helen, BODY)
    answer = send(note, as_helen, content=b"words", **sheet_of(note, BODY + "\n\nTyped just now."))
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert "This file is no image that can be read here" in answer.text
    assert note.drafts.get().body.endswith("Typed just now.")


@pytest.mark.parametrize(
    ("content", "alt", "says"),
    [
        (None, "Words", "Choose an image"),
        (b"", "Words", "This file is empty"),
        (b"<svg><script>alert(1)</script></svg>", "Words", "SVG images are not taken"),
        (picture(), "", "Enter what the image shows"),
        (picture(), " \n ", "Enter what the image shows"),
        (picture(), "\x00", "Enter what the image shows"),
        (picture(), "x" * 251, "in 250 characters or fewer. It has 251"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(as_helen, helen, content, alt, says):
    note = make_note(helen, BODY)
    answer = send(note, as_helen, content=content, **{"image-alt": alt})
    assert answer.status_code == 422
    assert says in answer.text
    assert not WeeknoteImage.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", 'a"b\r\nX: y.png', "x" * 90 + ".png", "<script>.png", "\u202egnp.exe"]
)
def test_a_hostile_name_is_a_name(as_helen, helen, name):
    note = make_note(helen, BODY)
    assert send(note, as_helen, content=picture(), name=name).status_code == 302
    image = note.images.get()
    assert image.file_name == writes.plain_name(image.file_name)
    answer = as_helen.get(image.address())
    assert answer.headers["Content-Disposition"] == f'inline; filename="{image.ref}.png"'


def test_a_script_gets_the_markdown_and_puts_it_where_the_caret_is(as_helen, helen):
    note = make_note(helen, BODY)
    answer = send(note, as_helen, content=moving(), accept="application/json")
    image = note.images.get()
    assert answer.json()["markdown"] == image.markdown()
    assert "first picture" in answer.json()["words"]
    assert not note.drafts.exists()
    refused = send(note, as_helen, content=b"words", accept="application/json", **{"image-alt": ""})
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"file", "alt"}


def test_nobody_else_adds_changes_or_removes(client, as_sam, helen):
    note = make_note(helen, BODY)
    image = add(note, under="Phones")
    pages = [f"/weeknotes/{note.ref}/images/", f"/weeknotes/{note.ref}/images/{image.ref}/"]
    for page in pages:
        assert as_sam.get(page).status_code == as_sam.post(page, {"do": "remove"}).status_code == 404
        assert client.get(page).headers["Location"].startswith("/accounts/login/")
    other = make_note(helen, BODY, title="Another")
    client.force_login(helen)
    assert client.get(f"/weeknotes/{other.ref}/images/{image.ref}/").status_code == 404
    helen.role = "auditor"
    helen.save()
    assert client.post(pages[0], {"do": "add"}).status_code == 403


def test_new_words_are_written_into_the_text_too(as_helen, helen):
    note = make_note(helen, BODY)
    image = add(note, "Old [words]", under="Phones")
    page = f"/weeknotes/{note.ref}/images/{image.ref}/"
    answer = as_helen.post(page, {"alt": "New words", "version": image.version, "do": "save"})
    assert answer.status_code == 302
    assert f"![New words]({image.address()})" in note.drafts.get().body
    stale = as_helen.post(page, {"alt": "Newer", "version": image.version, "do": "save"})
    assert stale.status_code == 409
    assert "Somebody wrote “New words” in the meantime" in stale.text
    image.refresh_from_db()
    assert image.alt_text == "New words"


def test_removing_takes_it_out_of_the_text_and_it_can_come_back(as_helen, helen):
    note = make_note(helen, BODY)
    image = add(note, under="Phones")
    page = f"/weeknotes/{note.ref}/images/"
    as_helen.post(f"{page}{image.ref}/", {"do": "remove"})
    assert image.address() not in note.drafts.get().body
    assert "One each." in note.drafts.get().body
    assert seen_by(image, as_helen) == [404]
    assert "A box of phones" in as_helen.get(page).text
    as_helen.post(page, {"do": f"back:{image.ref}"})
    assert seen_by(image, as_helen) == [200]


def test_an_image_that_readers_are_shown_is_not_removed(client, as_helen, helen):
    note = make_note(helen, BODY)
    image = add(note, under="Phones")
    publish(note, helen)
    answer = as_helen.post(f"/weeknotes/{note.ref}/images/{image.ref}/", {"do": "remove"}, follow=True)
    assert "Readers are shown this image" in answer.text
    assert seen_by(image, client) == [200]


def test_the_words_of_an_image_are_what_search_and_lists_read(client, helen):
    note = make_note(helen, BODY)
    add(note, "A heap of handsets", under="Phones")
    publish(note, helen)
    assert "handsets" in client.get("/search/?q=handsets").text


def test_words_between_brackets_come_back_as_they_were():
    for words in ("plain", "a [b] c", r"back\slash", "*stars* _lines_ `ticks`", "<b> & !", "![x](y)"):
        image = WeeknoteImage(ref="abcdefghij", alt_text=words)
        body = f"One\n\n{image.markdown()}\n\nTwo"
        assert writes.without_image(body, image) == "One\n\nTwo"
        image.alt_text = "New"
        assert writes.with_alt(body, image) == f"One\n\n![New]({image.address()})\n\nTwo"


def test_an_image_lands_in_no_section_that_is_for_staff(as_helen, helen):
    body = "Hello.\n\n## Phones\n\nOne each.\n\n## Money\n\nNone left.\n\n## Staffing\n\nNobody."
    note = make_note(helen, body)
    note.sections.filter(heading__in=["Money", "Staffing"]).update(audience="staff")
    answer = send(note, as_helen, content=picture(), **sheet_of(note, body))
    image = note.images.get()
    expected = body.replace("\n\n## Money", f"\n\n{image.markdown()}\n\n## Money") + "\n"
    assert note.drafts.get().body == expected
    assert "before “Money”, which is for staff" in as_helen.get(answer.headers["Location"]).text
    other = store_image(note, picture(colour=(1, 2, 3)), alt="Two", by=helen.person).image
    as_helen.post(f"/weeknotes/{note.ref}/edit/", sheet_of(note, body) | {"do": f"put-image:{other.ref}"})
    assert note.drafts.get().body == body.replace("\n\n## Money", f"\n\n{other.markdown()}\n\n## Money") + "\n"
    note.sections.update(audience="staff")
    assert with_image(note, body, image).endswith(f"Nobody.\n\n{image.markdown()}\n"), "where all is for staff, last"
