"""A page of a list of actions holds the rows that stand there when the whole list is sorted."""

from datetime import date, timedelta
from itertools import product

from meetings.actions.models import Action
from meetings.actions.querysets import Standing
from tests import factories as make

DAYS = (None, date(2019, 6, 3), date(2019, 6, 14), date(2019, 6, 28))


def test_every_page_is_a_piece_of_the_whole_list(as_, dmt, monkeypatch):
    """Open ones by need and day, then ended ones from the last day on; of one day in the order they were written."""
    for number, (status, due) in enumerate(product(Action.Status.values, DAYS)):
        ended = {"ended_on": date(2019, 6, 1) + timedelta(days=number % 3)} if status in ("done", "dropped") else {}
        owner = None if number % 5 == 0 else dmt.grace.person
        make.make_action(f"Promise {number}", owner, forum=dmt.forum, status=status, due=due, **ended)
    whole = list(Action.objects.in_order_of_need(on=date(2019, 6, 12)))
    assert whole == sorted(whole, key=_need)
    monkeypatch.setattr("meetings.actions.list_views.PAGE_SIZE", 5)
    every = "&".join(f"status={status}" for status in Action.Status.values)
    for query, rows in (
        (every, whole),
        ("status=done&status=dropped", [action for action in whole if not action.is_open]),
        ("status=done&status=waiting", [action for action in whole if action.status in ("done", "waiting")]),
        ("", [action for action in whole if action.is_open]),
    ):
        for page, start in enumerate(range(0, len(rows), 5), 1):
            response = as_(dmt.grace).get(f"/actions/?whose=all&page={page}&{query}")
            assert [row.action for row in response.context["rows"]] == rows[start : start + 5], (query, page)


def _need(action: Action) -> tuple:
    if action.standing == Standing.ENDED:
        return (action.standing, -action.ended_on.toordinal(), action.pk)
    return (action.standing, (action.due or date.max).toordinal(), action.pk)
