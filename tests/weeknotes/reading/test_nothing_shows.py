"""What strangers read of weeknotes is the same to the byte with private things beside it and without."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hackit.audience import Audience
from meetings.publishing import writes as publishing
from tests import factories as make
from tests.weeknotes.conftest import MONDAY, make_note
from weeknotes.models import Feedback
from weeknotes.publishing.writes import now, publish, unpublish

pytestmark = pytest.mark.django_db
NOTE = "/weeknotes/2019/06/03/fewer-phones/"
PAGES = [
    NOTE, "/weeknotes/", "/weeknotes/?topic=mobile-phones", "/weeknotes/?year=2019", "/weeknotes/?q=phones",
    "/weeknotes/archive/", "/weeknotes/archive/2019-20/", "/weeknotes/2019/", "/weeknotes/by/helen-marsh/",
    "/weeknotes/sorts/", "/weeknotes/sorts/highlight/", "/weeknotes/sorts/highlight/csv/", "/weeknotes/weeknotes.csv",
    "/weeknotes/feed/", "/weeknotes/by/helen-marsh/feed/", "/weeknotes/about/mobile-phones/feed/",
    "/weeknotes/by/sam-whitfield/", "/weeknotes/about/licences/feed/", "/weeknotes/group/dmt/feed/",
    f"{NOTE}feedback/sent/", "/topics/mobile-phones/",
]  # fmt: skip


def seen(client) -> dict[str, tuple[int, bytes]]:
    """What a stranger gets of every page: its number and its bytes."""
    found = {}
    for path in PAGES:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[path] = (answer.status_code, body)
    return found


def test_private_notes_sections_decisions_actions_links_and_feedback_change_nothing(client, helen, sam):
    phones = make.make_topic("Mobile phones")
    note = make_note(helen)
    section = note.sections.get(anchor="highlights")
    section.topics.add(phones)
    note.sections.filter(pk=section.pk).update(sort="highlight")
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    before = seen(client)
    assert before[NOTE][0] == 200

    group = make.make_forum("DMT")
    make.join(group, helen, "chair")
    meeting = make.make_meeting(group, date(2019, 7, 16))
    decision = make.make_decision("Canary decided", meeting=meeting, topics=[phones], date=meeting.date,
                                  audience="staff", reasons=f"See {NOTE}")  # fmt: skip
    action = make.make_action("Canary action", owner=sam.person, meeting=meeting, audience="staff")
    action.source_url, action.source_page = f"{NOTE}#highlights", NOTE
    action.save()
    publishing.share(meeting, by=helen.person)
    kept = make_note(sam, f"## Highlights\n\nCanary {decision.get_absolute_url()} {NOTE}", title="Canary draft")
    kept.sections.first().topics.add(phones, make.make_topic("Licences"))
    kept.sections.update(sort="highlight")
    back = make_note(sam, f"[Canary]({NOTE})", title="Canary taken back", week=MONDAY - timedelta(weeks=1))
    publish(back, by=sam.person, user=sam, at=now(), expected_version=back.version)
    unpublish(back, by=sam.person, reason="Too early", expected_version=back.version)
    note.sections.filter(anchor="something-im-learning").update(audience=Audience.EVERYONE)
    Feedback.objects.create(weeknote=note, text="Canary said", sent_at=timezone.now())

    for path, answer in seen(client).items():
        assert answer == before[path], path
