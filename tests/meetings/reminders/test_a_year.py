"""A year of a group replayed day by day: every open action on the lists it belongs on, and no mail too many."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core import mail as django_mail
from django.core.management import call_command

from hackit.mail.sending import send_due
from hackit.models import Mail, MailWishes
from meetings.agenda.beside import beside
from meetings.models import Action
from tests.meetings.reminders.year_world import FIRST_DAY, Promise, Year

pytestmark = [pytest.mark.django_db, pytest.mark.campaign]

NO_WEEKLY, NOT_BEFORE, BY_NIGHT = "Tomasz Zielinski", "Yusuf Demir", "Grace Li"
LINK = re.compile(r"/actions/(\w{10})/")
ERRAND = re.compile(r"errand (\d{4})")


class Post:
    """The mail of the year: what left, and what each letter may say."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.sent: Counter[tuple[str, str, str]] = Counter()
        self.told: dict[str, set[str]] = {}

    def send(self, on: date, at: time) -> None:
        """Let what is due by that time leave, and look at every letter."""
        django_mail.outbox.clear()
        done = send_due(now=lambda: datetime.combine(on, at, UTC))
        assert not done["failed"]
        rows = {mail.message_id: mail for mail in Mail.objects.filter(sent_at__date=on).select_related("person")}
        open_numbers = {promise.number for promise in self.year.open()}
        for letter in django_mail.outbox:
            mail = rows[letter.extra_headers["Message-ID"]]
            once_for = mail.about_ref or f"{on:%G-W%V}"
            self.sent[mail.person.name, mail.kind, once_for] += 1
            self.look_at(letter.body, open_numbers)
            if mail.kind == "weekly":
                self.told[mail.person.name] = set(LINK.findall(letter.body))

    def look_at(self, words: str, open_numbers: set[int]) -> None:
        refs = Counter(LINK.findall(words))
        assert all(times == 1 for times in refs.values()), "one letter tells of one action twice"
        assert all(self.year.promises[ref].is_open for ref in refs), "a letter about what is finished"
        assert {int(number) for number in ERRAND.findall(words)} <= open_numbers


def assert_lists(year: Year, on: date, names: list[str]) -> None:
    """Every open action is on the lists on which it ought to be that day, and on no other."""
    helen = year.users["Helen Marsh"]
    rows = Action.objects.visible_to(helen).filter(forum=year.forum).open().in_order_of_need(on=on)
    assert dict(rows.values_list("ref", "standing")) == year.standings(on)
    for name in names:
        user, groups = year.users[name], [year.forum.pk] if name in year.members else []
        seen = Action.objects.visible_to(user).open()
        lists = {
            "mine": (seen.of_person_or_groups(user.person, groups), year.mine(name)),
            "recorded": (seen.recorded_for_others(user.person), year.recorded(name)),
            "waiting": (seen.waited_for(user.person, groups), year.waiting(name)),
        }
        for label, (found, expected) in lists.items():
            assert set(found.values_list("ref", flat=True)) == expected, (label, name, on)


def assert_agenda(year: Year, on: date) -> None:
    """Whatever is overdue stands beside the next agenda."""
    found = beside(year.next_meeting(on), year.users["Priya Nair"], on=on)["overdue"]
    assert {action.ref for action in found.rows} == year.overdue(on)


def assert_ladder(year: Year, post: Post, on: date) -> None:
    """The weekly mail of a Monday told each owner, each item's lead and the chair of what was late."""
    late = [one for one in year.open() if one.is_overdue(on)]

    def hears(name: str, wanted: list[Promise]) -> None:
        if name and name != NO_WEEKLY and name != BY_NIGHT and len(wanted) <= 10:
            assert {one.ref for one in wanted} <= post.told.get(name, set()), (name, on)

    for name in year.people:
        hears(name, [one for one in late if one.owner == name])
        long = [one for one in late if one.lead == name and one.due < on - timedelta(days=7)]
        hears(name, [one for one in long if one.owner != name])
    hears("Helen Marsh", [one for one in late if one.moves >= 2])


@pytest.mark.in_full("postgresql")  # what is due to whom hangs on no database
def test_every_action_is_where_it_belongs_and_nobody_is_mailed_too_much(campaign, proof):
    year, weeks = Year(seed=2019), campaign(9, 52)
    post = Post(year)
    MailWishes.objects.create(person=year.people[NO_WEEKLY], weekly=False)
    MailWishes.objects.create(person=year.people[NOT_BEFORE], before_meetings=False)
    MailWishes.objects.create(person=year.people[BY_NIGHT], weekday=3, hour=20)
    names = list(year.users)
    for number in range(7 * weeks):
        on = FIRST_DAY + timedelta(days=number)
        post.told.clear()
        for _twice in range(2 if number % 10 == 0 else 1):
            call_command("send_reminders", "--on", on.isoformat(), stdout=StringIO())
        post.send(on, time(9, 30))
        if on.weekday() == 0:
            assert_ladder(year, post, on)
        assert_agenda(year, on)
        year.live(on)
        post.send(on, time(21))
        assert_lists(year, on, names if on.weekday() == 0 else [names[number % len(names)]])
        assert_agenda(year, on + timedelta(days=1))
    assert max(post.sent.values()) == 1
    kinds = Counter(kind for _name, kind, _for in post.sent)
    assert kinds["weekly"] > weeks
    assert kinds["before"] > weeks
    got = {(name, kind) for name, kind, _for in post.sent}
    assert (NO_WEEKLY, "weekly") not in got
    assert (NOT_BEFORE, "before") not in got
    assert set(kinds) == {"weekly", "before"}
    proof(
        f"{weeks} meetings, {len(year.promises)} actions, {sum(kinds.values())} letters ({kinds['weekly']} weekly, "
        f"{kinds['before']} before meetings): each open action on exactly its lists every day, nobody mailed twice "
        "for one thing or about a finished one, everything overdue on the next agenda"
    )
