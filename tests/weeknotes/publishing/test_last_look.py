"""Before publishing: who is named, amounts that a group keeps, links that strangers could not follow. Shown once."""

import pytest

from hackit.publishing import PartData
from hackit.publishing import publish as publish_record
from hackit.tokens import new_token
from tests.factories import join, make_action, make_decision, make_forum, make_meeting, make_person, make_topic
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.django_db


def look(client, note):
    return client.get(f"/weeknotes/{note.ref}/publish/")


def press(client, note, **extra):
    note.refresh_from_db()
    data = {"version": note.version, "token": new_token(), **extra}
    return client.post(f"/weeknotes/{note.ref}/publish/", data)


def test_each_person_named_for_everyone_is_shown_once_with_the_sentence(as_helen, helen):
    make_person("Grace Li")
    make_person("Amy Stone")
    note = make_note(
        helen, "## Met\n\nIt rained. Grace Li came, late. Grace Li left.\n\n## Kept\n\nAmy Stone. Helen Marsh."
    )
    note.sections.filter(anchor="kept").update(audience="staff")
    (one,) = look(as_helen, note).context["named"]
    assert (one.name, one.where, one.sentence) == ("Grace Li", "Met", "Grace Li came, late.")
    assert press(as_helen, note).status_code == 302
    assert look(as_helen, note).context["named"] == []
    note.refresh_from_db()
    note.body = note.body.replace("came, late", "never came")
    note.save_revision(by=helen.person)
    (again,) = look(as_helen, note).context["named"]
    assert again.sentence == "Grace Li never came."


def test_an_amount_that_only_a_group_may_read_is_pointed_out_and_never_cut(as_helen, as_sam, helen, sam):
    dmt = make_forum("DMT")
    join(dmt, helen)
    make_action("Move £41,000 of licences", meeting=make_meeting(dmt, MONDAY), audience="members")
    make_decision("Spend £9,000", forum=dmt, audience="members", date=MONDAY)
    make_published(helen, "We spent £9,000.", title="Before")
    note = make_note(helen, "## Highlights\n\nWe saved £41,000 at once. And spent £9,000, and £5.")
    page = look(as_helen, note)
    (one,) = page.context["amounts"]
    assert (one.name, one.where, one.why) == ("£41,000", "Highlights", "DMT only")
    assert one.sentence == "We saved £41,000 at once."
    assert press(as_helen, note).status_code == 302
    assert look(as_helen, note).context["amounts"] == []
    note.refresh_from_db()
    assert "£41,000" in as_helen.get(note.get_absolute_url()).text
    of_sam = make_note(sam, "We saved £41,000 at once.")
    assert look(as_sam, of_sam).context["amounts"] == []


def test_a_link_that_strangers_cannot_follow_keeps_its_words_and_loses_its_address(as_helen, client, helen):
    dmt = make_forum("DMT")
    join(dmt, helen)
    secret = make_decision("canary decision", forum=dmt, audience="members", date=MONDAY)
    staff = make_action("canary action", owner=helen.person)
    topic = make_topic("Canary topic")
    earlier = make_published(helen, "## Phones\n\nx", title="Earlier")
    links = [secret.get_absolute_url(), staff.get_absolute_url(), topic.get_absolute_url(), "/me/", "/search/?q=a"]
    links += [earlier.get_absolute_url() + "#phones", "https://example.org/a", "/nowhere/at/all/"]
    body = "## Links\n\n" + "\n".join(f"- [the **words** {n}]({address})" for n, address in enumerate(links))
    body += f"\n\n## Kept\n\n[for staff]({staff.get_absolute_url()})"
    note = make_note(helen, body)
    note.sections.filter(anchor="kept").update(audience="staff")
    page = look(as_helen, note)
    assert {link.address: link.why for link in page.context["closed"]} == {
        links[0]: "leads to something that only DMT can open",
        links[1]: "leads to something that only staff can open",
        links[2]: "leads to a topic that nothing public names",
        links[3]: "leads to something that only those who are signed in can open",
    }
    preview = as_helen.get(f"/weeknotes/{note.ref}/preview/").text
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    public = client.get(note.get_absolute_url()).text
    for text in (preview, public):
        for number, address in enumerate(links):
            assert f"the <strong>words</strong> {number}" in text
            assert (f'href="{address}"' in text.partition("<article")[2]) == (number > 3)
    assert "canary" not in public.lower()
    assert f'href="{staff.get_absolute_url()}"' in as_helen.get(note.get_absolute_url()).text


def test_a_link_to_a_decision_whose_copy_everyone_reads_stays_one(as_helen, client, helen):
    dmt = make_forum("DMT")
    join(dmt, helen)
    meeting = make_meeting(dmt, MONDAY)
    decision = make_decision("Buy forty tablets", meeting=meeting, forum=dmt, date=MONDAY)
    parts = [PartData(kind="decision", heading=decision.text, source=decision, status="agreed", said="DMT")]
    publish_record(
        meeting, title="DMT", summary="", url=meeting.get_absolute_url(), day=MONDAY, parts=parts, authors=[],
        by=helen.person, at=now(),
    )  # fmt: skip
    note = make_note(helen, f"## Links\n\n[agreed]({decision.get_absolute_url()})")
    assert look(as_helen, note).context["closed"] == []
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    assert f'href="{decision.get_absolute_url()}"' in client.get(note.get_absolute_url()).text
    assert client.get(decision.get_absolute_url()).status_code == 200


def test_a_long_note_asks_as_few_questions_as_a_short_one(as_helen, helen, django_assert_num_queries):
    make_person("Grace Li")
    counts = []
    for size in (1, 30):
        for number in range(size):
            make_decision(f"D {size} {number}", date=MONDAY)
        lines = [f"- Grace Li [d](/decisions/nosuch{n:04}/) £{n + 1}" for n in range(size)]
        note = make_note(helen, "\n\n".join(f"## H{n}\n\n{line}" for n, line in enumerate(lines)), title=f"N{size}")
        with django_assert_num_queries(25, exact=False) as captured:
            look(as_helen, note)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_who_is_named_in_two_sections_stands_in_each_with_its_own_sentence(as_helen, helen):
    make_person("Grace Li")
    note = make_note(helen, "## Met\n\nGrace Li came, late.\n\n## Thanks\n\nTo Grace, for coming.\n")
    met, thanks = (words for _value, words in look(as_helen, note).context["people_choices"])
    assert met == "Grace Li, in “Met”: “Grace Li came, late.” Grace Li is named in full"
    assert thanks == "Grace Li, in “Thanks”: “To Grace, for coming.” Grace Li is the only Grace in the records"


def test_whom_there_is_a_box_to_tick_for_stands_on_the_page_once(as_helen, helen):
    grace = make_person("Grace Li")
    note = make_note(helen, "## Met\n\nGrace Li came, late.\n")
    page = look(as_helen, note)
    assert page.text.count("Grace Li came, late.") == 1
    labels = dict(page.context["people_choices"])
    assert "“Grace Li came, late.”" in next(
        words for value, words in labels.items() if value.startswith(f"{grace.pk}:")
    )
    note.sections.get(heading="Met").people.add(grace)
    confirmed = look(as_helen, note)
    assert confirmed.text.count("Grace Li came, late.") == 1, "with no box for her she stands among the named"
    assert grace.pk in [one.person_id for one in confirmed.context["only_named"]]
