"""Whose actions a list shows: mine, those I recorded for others, a group's, what waits for somebody, all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest

from hackit.models import Forum, Person
from hackit.shortcuts import asked, viewer
from meetings.actions.querysets import ActionQuerySet

MINE, RECORDED, WAITING, ALL, GROUP = "", "recorded", "waiting", "all", "group-"
MOST_GROUPS = 4
"""How many groups the switch offers; those of who is in more stand under "All", to be narrowed down there."""


@dataclass(frozen=True)
class Whose:
    """One list: its word in the address (`?whose=`), its name in the switch, its group if it is a group's."""

    key: str
    label: str
    forum: Forum | None = None

    @property
    def title(self) -> str:
        """The list as the page's title has it: "mine", "I recorded", "DMT"."""
        keeps = self.forum or self.label.startswith("I ")
        return self.label if keeps else self.label[0].lower() + self.label[1:]

    def of(self, rows: ActionQuerySet, *, person: Person, forum_ids: list[int]) -> ActionQuerySet:
        """Those of the rows that belong on the list of this person, who is in these groups."""
        if self.forum:
            return rows.of_group(self.forum.pk)
        if self.key == RECORDED:
            return rows.recorded_for_others(person)
        if self.key == WAITING:
            return rows.waited_for(person, forum_ids)
        return rows if self.key == ALL else rows.of_person_or_groups(person, forum_ids)


def lists_of(request: HttpRequest) -> tuple[list[Whose], Whose]:
    """The lists that this reader can switch between, and the one that the address asks for. One query.

    Any group's list can be opened (it shows what the reader may see of it). A wrong word gives one's own.
    """
    word = asked(request, "whose")
    slug = word.removeprefix(GROUP) if word.startswith(GROUP) else ""
    mine = Q(pk__in=viewer(request).forum_ids, is_active=True)
    known = Forum.objects.known_to(request.user).filter(mine | Q(slug=slug)).order_by("name", "pk")
    groups = [Whose(f"{GROUP}{forum.slug}", forum.name, forum) for forum in known]
    lists = [
        Whose(MINE, "Mine"),
        Whose(RECORDED, "I recorded"),
        *groups,
        Whose(WAITING, "Waiting for"),
        Whose(ALL, "All"),
    ]
    chosen = next((one for one in lists if one.key == word), lists[0])
    hidden = [group for group in groups if group != chosen][MOST_GROUPS - (chosen in groups) :]
    return [one for one in lists if one not in hidden], chosen
