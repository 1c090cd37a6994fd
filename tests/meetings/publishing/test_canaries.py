"""A unique word in every field of everything that is not public: a stranger finds none of them anywhere.

Of those words some are the group's alone (`canary.inner`): staff, guests and who left the group find none of them.
"""

from datetime import date, time, timedelta
from itertools import count

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail as django_mail
from django.urls import reverse
from django.utils import timezone

from hackit.mail.sending import send_due
from hackit.models import Entry, Publication, PublishedPart, TopicWording
from meetings.models import Action, AgendaItem, Caveat, Decision, Idea, Line, Meeting, Point, Referral
from meetings.publishing import mail_writes, writes
from meetings.publishing.embed_writes import PointSource
from tests.factories import (
    make_action,
    make_coming_up,
    make_decision,
    make_forum,
    make_item,
    make_line,
    make_meeting,
    make_person,
    make_topic,
)  # fmt: skip

DAY = date(2019, 6, 10)
PUBLIC = "Openly told"


class Canaries:
    """Hands out words that stand nowhere else."""

    def __init__(self) -> None:
        self.numbers = count()
        self.given: list[str] = []
        self.kept: list[str] = []

    def __call__(self) -> str:
        """A word for what staff may read and strangers may not."""
        word = f"canary{next(self.numbers):03}x"
        self.given.append(word)
        return word

    def inner(self) -> str:
        """A word for what is the group's alone."""
        word = self()
        self.kept.append(word)
        return word


@pytest.fixture
def canary():
    return Canaries()


def keep_with_group(meeting, forum, priya, canary):
    """An item kept with the group with all that hangs on it, a referral, a wording, and what is one person's own."""
    inner = canary.inner
    item = make_item(meeting, inner(), purpose=inner(), audience="members", answer=inner())
    item.papers.create(title=inner(), url=f"https://papers.example/{inner()}")
    decision = make_decision(inner(), meeting=meeting, item=item, reasons=inner(), by=priya.person)
    decision.add_caveat(inner(), by=priya.person, owner=priya.person, needed_before=inner())
    make_action(inner(), priya.person, meeting=meeting, item=item).add_update(inner(), by=priya.person, on=DAY)
    make_line(item, inner(), priya.person, audience="staff")
    make_line(None, inner(), priya.person, day=DAY)
    make_coming_up(inner(), forum=forum, audience="members", due_text=inner())
    Referral(title=inner(), to_forum=make_forum("HMT"), sent_on=DAY, item=item, forum=forum).save_as(
        by=priya.person, verb="sent"
    )
    TopicWording(
        topic=make_topic(f"{PUBLIC} subject"), kind="stands", text=inner(), said_on=DAY, forum=forum, audience="members"
    ).save_as(by=priya.person, verb="said")  # fmt: skip


def fill(forum, priya, canary):
    """A published meeting with one public point, decision, caveat and action, and canaries in all the rest."""
    meeting = make_meeting(forum, DAY, location=canary())
    item = make_item(
        meeting, canary(), purpose=canary(), answer=canary(), lead=make_person(canary()),
        topics=[make_topic(f"{PUBLIC} topic")],
    )  # fmt: skip
    item.papers.create(title=canary(), url=f"https://papers.example/{canary()}")
    for kind in ("note", "idea", "question", "ask", "action", "decision"):
        line = make_line(item, canary.inner(), priya.person, kind=kind, due_text=canary.inner())
        Idea(line=line, forum=forum, text=canary.inner()).save_as(by=None, verb="kept")
    owner, helper = make_person(canary()), make_person(canary())
    decision = Decision(
        meeting=meeting, item=item, forum=forum, audience="staff", date=DAY, text=f"{PUBLIC} decision",
        reasons=canary(), alternatives=canary(), decided_by=forum,
    )  # fmt: skip
    decision.save_as(by=priya.person, verb="recorded")
    caveat = decision.add_caveat(
        f"{PUBLIC} caveat", by=priya.person, owner=owner, due=date(2019, 7, 3), needed_before=canary()
    )
    caveat.evidence = canary()
    caveat.save_as(by=None, verb="changed")
    action = Action(
        meeting=meeting, item=item, forum=forum, audience="staff", text=f"{PUBLIC} action", owner=owner,
        owner_text=canary(), due=date(2019, 6, 13), due_text=canary(), status="waiting", waiting_for=canary(),
        source_label=canary(), source_url=f"/{canary()}",
    )  # fmt: skip
    action.save_as(by=priya.person, verb="recorded")
    action.set_helpers([helper])
    action.add_update(canary(), by=priya.person, on=DAY)
    for kept in (
        Decision(
            meeting=meeting,
            item=item,
            forum=forum,
            audience="members",
            date=DAY,
            text=canary.inner(),
            reasons=canary.inner(),
            alternatives=canary.inner(),
        ),
        Action(
            meeting=meeting,
            item=item,
            forum=forum,
            audience="members",
            text=canary.inner(),
            owner_text=canary.inner(),
            due_text=canary.inner(),
            status="waiting",
            waiting_for=canary.inner(),
            source_label=canary.inner(),
        ),
        Decision(meeting=meeting, item=item, forum=forum, audience="staff", date=DAY, text=canary()),
    ):
        kept.save_as(by=priya.person, verb="recorded")
    keep_with_group(meeting, forum, priya, canary)
    meeting.attendance.create(person=make_person(canary()), representing=canary())
    point = writes.new_point(item, title=f"{PUBLIC} point", text=PUBLIC, audience="everyone", by=priya.person)
    for state in ("proposed", "declined", "withdrawn", "ran_out"):
        topics = [make_topic(canary())]
        word = canary if state == "ran_out" else canary.inner
        other = make_item(meeting, word(), purpose=word(), state=state, answer=word(), topics=topics)
        writes.new_point(other, title=canary.inner(), text=canary.inner(), audience="members", by=priya.person)
    for_staff = make_item(meeting, canary())
    staff_point = writes.new_point(for_staff, title=canary(), text=canary(), audience="staff", by=priya.person)
    writes.publish_meeting(
        meeting, points=[point, staff_point], decisions=[decision], actions=[action], by=priya.person,
        at=timezone.now(), lead=f"{PUBLIC} lead",
    )  # fmt: skip
    # What is changed after publishing is not public either
    for record, field in ((point, "text"), (point, "title"), (decision, "text"), (action, "text"), (caveat, "text")):
        record.refresh_from_db()
        setattr(record, field, canary.inner() if record is point else canary())
        record.save_as(by=None, verb="changed")
    meeting.refresh_from_db()
    meeting.summary = canary()
    meeting.title = canary()
    meeting.save_as(by=None, verb="changed")
    hidden = make_meeting(forum, date(2019, 6, 3), start_time=time(9), title=canary.inner(), summary=canary.inner())
    make_item(hidden, canary.inner())
    return meeting, hidden


def test_no_page_for_a_stranger_holds_a_secret_word(as_user, forum, priya, canary):
    meeting, hidden = fill(forum, priya, canary)
    secret = canary.given
    assert len(secret) > 60
    client = as_user(None)
    for page in pages_of(meeting, hidden, secret):
        assert met(client, page, secret) == [], page
    text = b"".join(client.get(reverse("meetings:meeting-csv")).streaming_content).decode()
    assert [word for word in secret if word in text] == []
    assert PUBLIC in text
    assert client.get(hidden.get_absolute_url()).status_code == 404
    for name in ("meeting-feed", "meeting-markdown"):
        page = reverse(f"meetings:{name}", args=[meeting.ref] if name == "meeting-markdown" else [])
        assert PUBLIC in client.get(page).content.decode()
    assert client.get(reverse("meetings:meeting-calendar", args=[meeting.ref])).status_code == 404


def pages_of(meeting, hidden, words):
    """Where a word of these meetings could turn up, with a search for each of some of the words."""
    refs = {"args": [meeting.ref]}
    lists = [reverse(f"meetings:{name}") for name in ("meeting-list", "decision-list", "action-list")]
    return [
        "/", "/topics/", "/weeknotes/", "/search/?q=told", *lists, reverse("meetings:meeting-feed"),
        reverse("meetings:group-meeting-feed", args=[meeting.forum.slug]), meeting.get_absolute_url(),
        f"{meeting.get_absolute_url()}?as=everyone", hidden.get_absolute_url(),
        *(reverse("meetings:meeting-markdown", **refs) + query for query in ("", "?for=staff", "?for=everyone")),
        *(reverse(f"meetings:{name}", **refs) for name in ("meeting-calendar", "meeting-history", "wrap-up")),
        *(reverse(f"meetings:{name}", **refs) for name in ("meeting-mail-preview", "meeting-agenda")),
        *(entry.url for entry in Entry.objects.filter(document=f"meetings.meeting:{meeting.ref}")[:40]),
        *(f"{page}?q={word}" for page in ("/search/", lists[0]) for word in words[::7]),
    ]  # fmt: skip


def met(client, page, secret):
    """The secret words that an answer holds, less the one that was asked for."""
    response = client.get(page)
    said = response.wsgi_request.GET.get("q") or "nothing asked"
    text = (response.content.decode() + str(response.headers)).replace(said, "")
    return [word for word in secret if word in text]


def test_no_page_for_staff_holds_a_word_that_is_the_groups_alone(as_user, forum, priya, sam, canary):
    meeting, hidden = fill(forum, priya, canary)
    assert len(canary.kept) > 50
    client = as_user(sam)
    for page in pages_of(meeting, hidden, canary.kept):
        assert met(client, page, canary.kept) == [], page
    rows = [*Entry.objects.visible_to(sam), *PublishedPart.objects.visible_to(sam)]
    words = " ".join(str(value) for row in rows for value in vars(row).values())
    assert [word for word in canary.kept if word in words] == []
    assert any(word in words for word in canary.given)


def letters_to(people):
    """All that the letters sent to these people hold, headers too."""
    addresses = {person.mail_address for person in people}
    found = [mail.message().as_string() for mail in django_mail.outbox if mail.to[0] in addresses]
    bodies = [mail.body + mail.alternatives[0][0] for mail in django_mail.outbox if mail.to[0] in addresses]
    assert len(found) == len(addresses)
    return " ".join([*found, *bodies])


def test_no_letter_holds_a_word_that_is_the_groups_alone(forum, priya, grace, sam, canary):
    meeting, _hidden = fill(forum, priya, canary)
    guest = make_person("Martin Frost", email="martin.frost@audit.example")
    for person in (guest, sam.person, grace.person):
        make_action(canary.inner(), person, meeting=meeting, audience="members")
        meeting.attendance.create(person=person)
    mail_writes.send_round("minutes", meeting, by=priya.person, on=DAY)
    grace.person.memberships.update(to_date=DAY)  # has left the group when the letter goes
    send_due()
    everybody = letters_to([guest, sam.person, grace.person, priya.person])
    assert [word for word in canary.kept if word in everybody] == []
    assert [word for word in canary.given if word in letters_to([guest])] == []
    for people in ([guest], [sam.person, grace.person]):
        assert PUBLIC in letters_to(people) or any(word in letters_to(people) for word in canary.given)


def test_no_agenda_by_email_holds_a_word_that_is_the_groups_alone(forum, priya, grace, canary):
    today = timezone.localdate()
    meeting = make_meeting(forum, today + timedelta(days=2), summary=canary.inner(), title=canary())
    guest = make_person("Martin Frost", email="martin.frost@audit.example")
    item = make_item(meeting, f"{PUBLIC} item", purpose=f"{PUBLIC} purpose")
    keep_with_group(meeting, forum, priya, canary)
    for state in ("proposed", "declined", "withdrawn"):
        make_item(meeting, canary.inner(), purpose=canary.inner(), state=state)
    own = make_item(meeting, canary.inner(), purpose=canary.inner(), audience="members", lead=guest)
    own.papers.create(title=canary.inner(), url=f"https://papers.example/{canary.inner()}")
    make_action(canary.inner(), priya.person, forum=forum, audience="members")
    meeting.attendance.create(person=guest, state="guest", item=item)
    mail_writes.send_round("agenda", meeting, by=priya.person, on=today)
    send_due()
    words = letters_to([guest, priya.person, grace.person])
    assert PUBLIC in words
    assert [word for word in canary.kept if word in words] == []
    assert [word for word in canary.given if word in letters_to([guest])] == []


def test_no_public_row_holds_a_secret_word(forum, priya, canary):
    fill(forum, priya, canary)
    stranger = AnonymousUser()
    rows = [*Entry.objects.visible_to(stranger), *PublishedPart.objects.visible_to(stranger)]
    rows += [*Publication.objects.visible_to(stranger)]
    words = " ".join(str(value) for row in rows for value in vars(row).values())
    assert PUBLIC in words
    assert [word for word in canary.given if word in words] == []
    for model in (Meeting, AgendaItem, Line, Decision, Caveat, Action, Point, Idea):
        assert not model.objects.visible_to(stranger).exists()


def test_what_a_stranger_gets_embedded_holds_no_secret_word(forum, priya, canary):
    meeting, _hidden = fill(forum, priya, canary)
    refs = Point.objects.filter(item__meeting=meeting).values_list("ref", flat=True)
    found = PointSource().fetch(refs, AnonymousUser())
    assert len(found) == 1
    assert [word for word in canary.given if any(word in str(vars(embed)) for embed in found.values())] == []


def test_the_page_for_a_stranger_is_the_same_without_the_private_things(as_user, forum, priya, canary):
    meeting, hidden = fill(forum, priya, canary)
    pages = [meeting.get_absolute_url(), reverse("meetings:meeting-list"), reverse("meetings:meeting-list") + "?q=told"]
    with_private = [as_user(None).get(page).content for page in pages]
    for model in (Line, Idea):
        for row in model.objects.live():
            row.delete_softly(by=None)
    for row in (hidden, *meeting.items.exclude(point__audience="everyone")):
        row.delete_softly(by=None)
    assert [as_user(None).get(page).content for page in pages] == with_private
