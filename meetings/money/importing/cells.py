"""What the cells of a request's state and of how a budget stands say. Pure."""

from __future__ import annotations

import re
from datetime import date

from meetings.importing.cells import one_line
from meetings.money.models import Nature, Near, Position, RequestState
from meetings.money.periods import read_period

_STATES = {
    RequestState.PROPOSED: "proposed,proposal,draft,requested,to be sent,to do,not sent,not yet sent",
    RequestState.WITH_FINANCE: "with finance,with_finance,sent,sent to finance,submitted,submitted to finance,waiting",
    RequestState.AGREED: "agreed,approved,agreed by finance,approved by finance",
    RequestState.SET_UP: "set up,set_up,setup,done,complete,completed,in place,budget set up,actioned",
}
_STANDS = {
    Position.State.IN_LINE: "in line,in_line,on budget,on track,balanced,break even,breakeven,to budget,nil variance",
    Position.State.OVER: "over budget,over,overspend,overspent,overspending,adverse,pressure",
    Position.State.UNDER: "under budget,under,underspend,underspent,underspending,favourable,saving",
    Position.State.NOT_KNOWN: "not known yet,not known,not_known,unknown,tbc,tbd,awaited",
}
_BASES = {Position.Basis.WORKING: "working,forecast,provisional,draft", Position.Basis.FINAL: "final,outturn,actual"}
_NEARS = {near: f"{near.label.lower()},{near}" for near in Near}
_NATURES = {nature: f"{nature.label.lower()}" for nature in Nature}
_NONE = ("", "-", "–", "—", "n/a", "na", "none", "nothing asked for", "nothing said yet")


def _turned(words: dict) -> dict[str, str]:
    return {word: str(value) for value, listed in words.items() for word in listed.split(",")}


MEANINGS = {
    "state": _turned(_STATES), "stands": _turned(_STANDS), "basis": _turned(_BASES), "near": _turned(_NEARS),
    "nature": _turned(_NATURES),
}  # fmt: skip


def read_word(what: str, typed: str) -> str | None:
    """What a cell says of "state", "stands", "basis", "near" or "nature"; "" for none, None for other words."""
    plain = one_line(typed).lower().strip(" .!")
    return "" if plain in _NONE else MEANINGS[what].get(plain)


def read_period_cell(typed: str, *, on: date) -> tuple[int | None, int]:
    """`read_period` of a cell, which may name the month as well: "P2 (May)"."""
    return read_period(re.sub(r"\s*\([^()]{0,20}\)$", "", typed.strip()), on=on)
