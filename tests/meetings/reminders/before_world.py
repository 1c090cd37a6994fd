"""A group that meets on Monday 10 June 2019, and people who own something there."""

from __future__ import annotations

from datetime import date
from typing import Any

from hackit.mail.outbox import post
from hackit.models import Event, Mail
from meetings.models import Action, ActionUpdate, Reply
from meetings.reminders.asks import BEFORE, ask_of, token_for
from tests import factories as make

SATURDAY, MONDAY = date(2019, 6, 8), date(2019, 6, 10)


class World:
    """Priya runs DMT, Grace is in it, Sam is staff, Martin is a guest without a login."""

    def __init__(self) -> None:
        self.dmt = make.make_forum("DMT")
        self.priya, self.grace, self.sam = (
            make.make_user(name) for name in ("Priya Nair", "Grace Li", "Sam Whitfield")
        )
        make.join(self.dmt, self.priya, "secretary")
        make.join(self.dmt, self.grace)
        self.martin = make.make_person("Martin Frost", email="martin.frost@audit.example")
        self.meeting = make.make_meeting(self.dmt, MONDAY)

    def action(self, text: str, owner: Any = None, **extra: Any) -> Action:
        """An open action of the group, Grace's unless said otherwise."""
        person = getattr(owner or self.grace, "person", owner)
        return make.make_action(text, person, forum=self.dmt, **extra)

    def ask(self, *actions: Action, meeting: Any = None, more: Any = (), key: str = "") -> Mail:
        """A letter that asks the owner of the first about these; `more` are further (meeting, actions)."""
        meeting, person = meeting or self.meeting, actions[0].owner
        asks = [ask_of(meeting, [action.pk for action in actions])]
        asks += [ask_of(other, [action.pk for action in rest]) for other, rest in more]
        key = key or f"test:{meeting.ref}:{person.pk}:{actions[0].ref}"
        return post(BEFORE, person, key=key, by=None, about=meeting, asks=asks)


def link(letter: Mail) -> str:
    return f"/answer/{token_for(letter)}/"


def says(action: Action, kind: str, **fields: str) -> dict[str, str]:
    """What the form sends for one action."""
    return {f"{action.ref}-{name}": value for name, value in {"kind": kind, **fields}.items()}


def unchanged() -> list[Any]:
    """All that an answer could change."""
    return [
        list(Action.objects.order_by("pk").values()),
        list(ActionUpdate.objects.order_by("pk").values()),
        list(Reply.objects.values()),
        Event.objects.count(),
    ]
