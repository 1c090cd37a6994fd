"""Lines as people type them and what each must become.

A pair is a line and a list of things. A thing is written by the small functions below; what a
thing does not mention must be empty: no invented owner, date, caveat or question.
"""

from collections.abc import Hashable
from datetime import date
from typing import Any

Expected = dict[str, Any]


def day(number: int, month: int, year: int = 2019) -> date:
    return date(year, month, number)


def act(text: str, *owners: Hashable, due: date | None = None, **more: Any) -> Expected:
    """An action; owners by key, a name not resolved as "?name"."""
    if not owners and "waiting_for" not in more:
        more.setdefault("flags", ("no_owner",))
    return {"kind": "action", "text": text, "owners": owners, "due": due, **more}


def made(text: str, **more: Any) -> Expected:
    return {"kind": "decision", "text": text, "outcome": "agreed", **more}


def note(text: str | None = None, **more: Any) -> Expected:
    return {"kind": "note", **({} if text is None else {"text": text}), **more}


def update(target: Hashable | None, **more: Any) -> Expected:
    return {"kind": "update", "target": target, **more}


def asked(text: str, asked_by: str, *owners: Hashable, **more: Any) -> Expected:
    """A question put to the group; who answers by key, a name not resolved as "?name"."""
    return {"kind": "enquiry", "text": text, "asked_by": asked_by, "owners": owners, **more}


WHEN: Expected = {"flags": ("when",)}
PROMISE: Expected = {"flags": ("looks_like_promise",)}
FRI = day(7, 6)

ACTIONS: list[tuple[str, list[Expected]]] = [
    # A known name and a promise.
    ("Henry to send the audit plan to Michael by Fri", [act("send the audit plan to Michael", "henry", due=FRI)]),
    ("Henry will send the audit plan", [act("send the audit plan", "henry")]),
    ("Henry's going to send the audit plan", [act("send the audit plan", "henry")]),
    ("Henry’s going to send the audit plan", [act("send the audit plan", "henry")]),
    ("I'll send the audit plan by Fri", [act("send the audit plan", "priya", due=FRI)]),
    ("i’ll send it tomorrow", [act("send it", "priya", due=day(5, 6))]),
    ("I will send the plan", [act("send the plan", "priya")]),
    ("I'm going to send the plan", [act("send the plan", "priya")]),
    ("Cate and I to write it up by Tue", [act("write it up", "cate", "priya", due=day(11, 6))]),
    ("Henry agreed to send it by Fri", [act("send it", "henry", due=FRI)]),
    ("Henry is going to send it", [act("send it", "henry")]),
    ("henry to send it by fri", [act("send it", "henry", due=FRI)]),
    ("HENRY TO SEND IT BY FRI", [act("SEND IT", "henry", due=FRI)]),
    ("Henry (HackIT) to send it", [act("send it", "henry")]),
    ("Henry Ade to send it", [act("send it", "henry")]),
    ("H Ade to send it", [act("send it", "henry")]),
    ("H. Ade to send it", [act("send it", "henry")]),
    ("HA to send it", [act("send it", "henry")]),
    ("JLP to send it", [act("send it", "jean")]),
    ("Jean-Luc to send it", [act("send it", "jean")]),
    ("Yus to send it", [act("send it", "yusuf")]),
    ("Henry to have a word with Dawn by Fri", [act("have a word with Dawn", "henry", due=FRI)]),
    ("Henry to also send it", [act("also send it", "henry")]),
    ("Henry needs to send the plan by Fri", [act("send the plan", "henry", due=FRI)]),
    ("by Fri Henry to send it", [act("send it", "henry", due=FRI)]),
    ("- Henry to send it", [act("send it", "henry")]),
    ("• Henry to send it", [act("send it", "henry")]),
    ("2. Henry to send it", [act("send it", "henry")]),
    ("● Henry to send it", [act("send it", "henry")]),
    ("\uf0b7\tHenry to send it", [act("send it", "henry")]),
    ("Mobile phones: Henry to send costs by Fri", [act("send costs", "henry", due=FRI)]),
    ("Dawn: to send the figures by Fri", [act("send the figures", "dawn", due=FRI)]),
    ("We'll send the survey by Fri", [act("send the survey", due=FRI)]),
    # Several people.
    ("Henry, Cate and Grace to send it", [act("send it", "henry", "cate", "grace")]),
    ("Henry, Cate Moss / Grace & Dawn to send it", [act("send it", "henry", "cate", "grace", "dawn")]),
    ("Henry + Grace to send it by Fri", [act("send it", "henry", "grace", due=FRI)]),
    ("Henry/Grace to send it", [act("send it", "henry", "grace")]),
    ("Henry & Grace will send it", [act("send it", "henry", "grace")]),
    ("Henry with Grace to send it", [act("send it", "henry", "grace")]),
    ("Henry (with Cate) to send it by Fri", [act("send it", "henry", "cate", due=FRI)]),
    ("Henry and Henry to send it", [act("send it", "henry")]),
    # Accents and apostrophes.
    ("Tomasz Zielinski to send it", [act("send it", "tomasz")]),
    ("Tomasz Zieliński to send it", [act("send it", "tomasz")]),
    ("Renee to send it", [act("send it", "renee")]),
    ("Renée O'Neill to send it", [act("send it", "renee")]),
    # Nearer circles win; "Cate D" is somebody else; two of one name are asked about.
    ("Cate to send it", [act("send it", "cate")]),
    ("Cate D to send it", [act("send it", "cate-d")]),
    ("Cate Dunn to send it", [act("send it", "cate-d")]),
    (
        "Sam to ask the area offices who shares a phone by Fri",
        [
            act(
                "ask the area offices who shares a phone",
                "?Sam",
                due=FRI,
                candidates=("sam-w", "samira"),
                flags=("which_person", "no_owner"),
            )
        ],
    ),
    ("Sam W to send it", [act("send it", "sam-w")]),
    (
        "Sam and Henry to send it",
        [act("send it", "?Sam", "henry", candidates=("sam-w", "samira"), flags=("which_person", "no_owner"))],
    ),
    (
        "Henry and Zorg to send it",
        [act("send it", "henry", "?Zorg", flags=("unknown_person",))],
    ),
    ("Zorg and Henry to send it", [act("send it", "henry", "?Zorg", flags=("unknown_person",))]),
    ("Henry and Ana de la Cruz to send it", [act("send it", "henry", "?Ana de la Cruz", flags=("unknown_person",))]),
    (
        "Action: Éilís Ní Bhriain to send it",
        [act("Éilís Ní Bhriain to send it", "?Éilís Ní Bhriain", flags=("unknown_person", "no_owner"))],
    ),
    # Markers.
    ("action: Henry: send the plan by Fri", [act("send the plan", "henry", due=FRI)]),
    ("ACTION: Henry to send the plan", [act("send the plan", "henry")]),
    ("Action - Henry - send the plan - 14 June", [act("send the plan", "henry", due=day(14, 6))]),
    ("Action 3: Henry to send it", [act("send it", "henry")]),
    ("Action point: Henry to send it", [act("send it", "henry")]),
    ("AP Henry send the plan", [act("send the plan", "henry")]),
    ("AP: Henry/Grace – send it – 14 June", [act("send it", "henry", "grace", due=day(14, 6))]),
    ("AP1: Henry to send it", [act("send it", "henry")]),
    ("Action for Henry: send the plan by 12 June", [act("send the plan", "henry", due=day(12, 6))]),
    ("Action by: H Ade – send the plan", [act("send the plan", "henry")]),
    ("Send the audit plan. Action by: H Ade", [act("Send the audit plan", "henry")]),
    ("Send the audit plan [AP: HA]", [act("Send the audit plan", "henry")]),
    ("Send the audit plan by Fri (action: Henry)", [act("Send the audit plan", "henry", due=FRI)]),
    ("ACTION HA to close", [act("close", "henry")]),
    ("ACTION (Henry): send it by Fri", [act("send it", "henry", due=FRI)]),
    ("[ ] send the plan (Henry)", [act("send the plan", "henry")]),
    ("- [ ] send the plan (Henry, Grace) by 3/7", [act("send the plan", "henry", "grace", due=day(3, 7))]),
    ("[ ] send the plan (Henry by 3 July)", [act("send the plan", "henry", due=day(3, 7))]),
    ("[ ] send the plan (Henry, 14 June)", [act("send the plan", "henry", due=day(14, 6))]),
    ("[ ] send the plan, Henry, by Fri", [act("send the plan", "henry", due=FRI)]),
    ("[ ] send the plan @henry by Fri", [act("send the plan", "henry", due=FRI)]),
    ("[ ] send the plan – Henry – Fri", [act("send the plan", "henry", due=FRI)]),
    ("[ ] send the plan", [act("send the plan")]),
    ("☐ Henry to send it", [act("send it", "henry")]),
    ("@henry send the plan by Fri", [act("send the plan", "henry", due=FRI)]),
    ("@henry to send the plan", [act("send the plan", "henry")]),
    ("@henry @grace send the plan", [act("send the plan", "henry", "grace")]),
    ("→ Henry to send the plan", [act("send the plan", "henry")]),
    ("-> send the plan (Grace)", [act("send the plan", "grace")]),
    ("Send the plan → Henry by Fri", [act("Send the plan", "henry", due=FRI)]),
    ("Send the plan (Henry by Fri)", [act("Send the plan", "henry", due=FRI)]),
    ("**Action:** Henry to send the plan", [act("send the plan", "henry")]),
    ("**Henry** to send the plan by **Fri**", [act("send the plan", "henry", due=FRI)]),
    ("* **ACTION** Henry to send the plan", [act("send the plan", "henry")]),
    ("TODO Henry to send it", [act("send it", "henry")]),
    ("action: me to send it", [act("send it", "priya")]),
    ("Action: update the (PSN) pages", [act("update the (PSN) pages")]),
    ("Action: Grace period to be extended", [act("Grace period to be extended")]),
    ("Discussed the forecast – ACTION: Henry to send it", [note("Discussed the forecast"), act("send it", "henry")]),
    # A marker with an unknown name: no owner, and the words stay.
    (
        "Action: Zorg to send the plan by Fri",
        [act("Zorg to send the plan", "?Zorg", due=FRI, flags=("unknown_person", "no_owner"))],
    ),
    (
        "Action: Henry Smith to send the plan",
        [act("Henry Smith to send the plan", "?Henry Smith", flags=("unknown_person", "no_owner"))],
    ),
    ("ACTION: eP: request a slot", [act("eP: request a slot", "?eP", flags=("unknown_person", "no_owner"))]),
    ("[ ] send the plan (Zorg)", [act("send the plan (Zorg)", "?Zorg", flags=("unknown_person", "no_owner"))]),
    ("@zorg send the plan", [act("@zorg send the plan", "?zorg", flags=("unknown_person", "no_owner"))]),
    ("Henry (and Cate) to send it by Fri", [act("send it", "henry", "cate", due=FRI)]),
    ("c/f Henry to send it", [act("send it", "henry")]),
    ("Action: send the plan. Owner: Henry. Due: 14/6", [act("send the plan", "henry", due=day(14, 6))]),
    ("Action: send the plan. Owner: Henry, Cate.", [act("send the plan", "henry", "cate")]),
    (
        "Action: send the plan. Owner: Sam",
        [act("send the plan", "?Sam", candidates=("sam-w", "samira"), flags=("which_person", "no_owner"))],
    ),
    ("**Action (Henry)** send it", [act("send it", "henry")]),
    ("Send the plan by Fri (Henry)", [act("Send the plan", "henry", due=FRI)]),
    ("Send the plan by Fri – Henry/Grace", [act("Send the plan", "henry", "grace", due=FRI)]),
    ("Book a room by 14 June – HA", [act("Book a room", "henry", due=day(14, 6))]),
    # What word processors and telephones put before and between the words.
    ("🎉 Henry to send it by Fri", [act("send it", "henry", due=FRI)]),
    ("☀️ 👍🏽 Grace to send it", [act("send it", "grace")]),
    ("Henry\u00a0Ade to\u00a0send it", [act("send it", "henry")]),
    ("\u200bHenry to send it\u200e", [act("send it", "henry")]),
    ("·\tHenry to send it", [act("send it", "henry")]),
    # A slip in a name: nobody is set, and whom it may mean is offered.
    (
        "Henyr to send it by Fri",
        [act("send it", "?Henyr", due=FRI, candidates=("henry",), flags=("unknown_person", "no_owner"))],
    ),
    (
        "Micheal Stone will send it",
        [act("send it", "?Micheal Stone", candidates=("michael",), flags=("unknown_person", "no_owner"))],
    ),
    (
        "action: Mathew to send it",
        [act("send it", "?Mathew", candidates=("matthew",), flags=("unknown_person", "no_owner"))],
    ),
    (
        "@yusaf send the plan",
        [act("@yusaf send the plan", "?yusaf", candidates=("yusuf",), flags=("unknown_person", "no_owner"))],
    ),
    (
        "Henry and Micheal to send it",
        [act("send it", "henry", "?Micheal", candidates=("michael",), flags=("unknown_person",))],
    ),
    # Teams and outside bodies are waited for.
    ("Finance to say what else they need", [act("say what else they need", waiting_for="Finance")]),
    ("internal audit to confirm by 1 July", [act("confirm", waiting_for="Audit", due=day(1, 7))]),
    ("Finance will send the codes by Fri", [act("send the codes", waiting_for="Finance", due=FRI)]),
    ("HMT to confirm by 1 July", [act("confirm", waiting_for="HMT", due=day(1, 7))]),
    ("→ Finance to say", [act("say", waiting_for="Finance")]),
    ("Finance and Henry to agree codes", [act("agree codes", "henry", "?Finance")]),
    # Several in one line.
    (
        "Henry to send the plan by Fri. Cate to book a room by Tue. Dawn to confirm the codes",
        [
            act("send the plan", "henry", due=FRI),
            act("book a room", "cate", due=day(11, 6)),
            act("confirm the codes", "dawn"),
        ],
    ),
    (
        "Henry to send the plan, Cate to book a room and Dawn to confirm the codes by 12 June",
        [act("send the plan", "henry"), act("book a room", "cate"), act("confirm the codes", "dawn", due=day(12, 6))],
    ),
    (
        "Henry to send the plan; Cate to book a room / Grace to check",
        [act("send the plan", "henry"), act("book a room", "cate"), act("check", "grace")],
    ),
    (
        "Henry to make sure Dawn, Cate and Grace to attend",
        [act("make sure Dawn, Cate and Grace to attend", "henry")],
    ),
    ("Henry to tell Cate and Dawn to book it by Fri", [act("tell Cate and Dawn to book it", "henry", due=FRI)]),
    ("Henry to ask Cate Moss, Dawn and Grace to send it", [act("ask Cate Moss, Dawn and Grace to send it", "henry")]),
    (
        "Pilot ended on Friday. Henry to write it up by Tue.",
        [note("Pilot ended on Friday."), act("write it up", "henry", due=day(11, 6))],
    ),
    (
        "Henry to send it by Fri, Cate by Mon",
        [act("send it", "henry", due=FRI), note("Cate by Mon", **PROMISE)],
    ),
    ("Henry to send it by Fri, Zorg by Mon", [act("send it", "henry", due=FRI), note("Zorg by Mon")]),
    ("Henry to send it to Cate, Dawn by Fri", [act("send it to Cate, Dawn", "henry", due=FRI)]),
    ("Henry to tell them by Fri; review in October", [act("tell them; review in October", "henry", due=FRI)]),
    # Dates that belong to the task, and links that hold everything.
    ("Henry to review the June figures by Fri", [act("review the June figures", "henry", due=FRI)]),
    ("Henry to join the call on 5/29", [act("join the call on 5/29", "henry")]),
    ("Henry to send the plan on Friday", [act("send the plan on Friday", "henry")]),
    ("Henry to cut the backlog by 20%", [act("cut the backlog by 20%", "henry")]),
    ("Henry to count votes by hand", [act("count votes by hand", "henry")]),
    ("Henry to review the work done in May by Fri", [act("review the work done in May", "henry", due=FRI)]),
    ("Henry to send the plan Friday", [act("send the plan Friday", "henry", due_text="Friday", **WHEN)]),
    ("Henry to call Dawn today", [act("call Dawn", "henry", due=day(4, 6))]),
    (
        "Henry to read https://example.org/a?x=1#by-fri, by 12 June",
        [act("read https://example.org/a?x=1#by-fri", "henry", due=day(12, 6))],
    ),
    ("Henry to write to a.b@example.org by Fri", [act("write to a.b@example.org", "henry", due=FRI)]),
    ("Henry to meet Dawn next Tue", [act("meet Dawn next Tue", "henry", due_text="next Tue", **WHEN)]),
    ("Henry to bring it to next DMT", [act("bring it to next DMT", "henry")]),
    ("Henry to report. Due 14/6.", [act("report", "henry", due=day(14, 6))]),
    ("Henry to report (deadline: 14 June)", [act("report", "henry", due=day(14, 6))]),
    ("Henry to send it by 12.6.19", [act("send it", "henry", due=day(12, 6))]),
    ("Henry to send it by end 2019", [act("send it", "henry", due=day(31, 12))]),
    ("Henry to send it by end of 2019/20", [act("send it", "henry", due=day(31, 3, 2020))]),
    ("Henry to send it by FY end", [act("send it", "henry", due=day(31, 3, 2020))]),
    ("Henry to send it in the next fortnight", [act("send it", "henry", due=day(18, 6))]),
    ("Henry to send it before DMT", [act("send it", "henry", due=day(12, 6))]),
    ("Henry to send it before HMT", [act("send it", "henry", due_text="next HMT", **WHEN)]),
    ("Henry to get it agreed by HMT", [act("get it agreed by HMT", "henry")]),
    ("Henry to send it by 3–5 July", [act("send it", "henry", due_text="3–5 July", **WHEN)]),
    ("Henry to send it by 14th or 15th June", [act("send it", "henry", due_text="14th or 15th June", **WHEN)]),
    ("Henry to send it by first week of July", [act("send it", "henry", due_text="first week of July", **WHEN)]),
    ("Henry to attend the course 3–5 July", [act("attend the course 3–5 July", "henry")]),
    ("Henry to send the plan by Fri!", [act("send the plan!", "henry", due=FRI)]),
    # Minutes as other people keep them.
    ("Send plan. Owner: Henry. Due: 14 June", [act("Send plan", "henry", due=day(14, 6))]),
    ("[ ] Send plan | Henry | 14 June", [act("Send plan", "henry", due=day(14, 6))]),
    ("[ ] Send the plan (owner: Henry, due: 14 June)", [act("Send the plan", "henry", due=day(14, 6))]),
    ("AP (HA): update website", [act("update website", "henry")]),
    ("_Henry_ to send plan", [act("send plan", "henry")]),
    ("Actions – Henry: plan; Grace: room by Fri", [act("plan", "henry"), act("room", "grace", due=FRI)]),
    ("1) agreed one phone 2) Henry to send it", [made("one phone"), act("send it", "henry")]),
    ("£40k over; Henry to explain by Fri", [note("£40k over"), act("explain", "henry", due=FRI)]),
    ("Henry & I'll send the plan", [act("send the plan", "henry", "priya")]),
    # Decisions that are really actions.
    ("agreed, Henry to send it", [act("send it", "henry")]),
    ("Agreed - Henry to send it", [act("send it", "henry")]),
    ("agreed Grace goes to HMT in July", [act("go to HMT", "grace", due=day(31, 7))]),
    ("agreed Dawn replies by Fri", [act("reply", "dawn", due=FRI)]),
    ("agreed Cate and Henry bring it back in July", [act("bring it back", "cate", "henry", due=day(31, 7))]),
    ("agreed Henry brings it back in July", [act("bring it back", "henry", due=day(31, 7))]),
    ("agreed that Henry will send it by Fri", [act("send it", "henry", due=FRI)]),
    ("DMT agreed Henry to send it", [act("send it", "henry")]),
    ("Decision: Henry to update the plan by Fri", [act("update the plan", "henry", due=FRI)]),
    ("DECISION: Grace to lead", [act("lead", "grace")]),
    ("agreed: Finance to send the codes", [act("send the codes", waiting_for="Finance")]),
]

# Names are written in many ways.
STRANGE_NAMES = (
    "Ana de la Cruz", "van der Berg", "Jan van der Berg", "O'Neill", "Nic Dhomhnaill", "Máire Nic Dhomhnaill", "Éilís",
    "d'Arcy", "María José García López", "Łukasz", "Mary-Anne Smith-Jones",
)  # fmt: skip

NOT_ACTIONS: list[tuple[str, list[Expected]]] = [
    ("Thanks to Felix for the workshop", [note("Thanks to Felix for the workshop", sort="thanks")]),
    ("Well done Felix!", [note("Well done Felix!", sort="thanks")]),
    ("TIL that the depot has no wifi", [note("the depot has no wifi", sort="learning")]),
    ("lesson learned - ask first", [note("ask first", sort="learning")]),
    ("kudos to Felix", [note("kudos to Felix", sort="thanks")]),
    ("Thank you Elm House", [note("Thank you Elm House")]),
    ("c. £1.2m, say", [note("c. £1.2m, say")]),
    ("Yes to one phone each", [note(flags=())]),
    ("Back to HMT before the summer", [note("Back to HMT before the summer")]),
    ("Pilot ended Friday 31st. 34 of the 40 people would keep the new phone", [note()]),
    ("> Henry to send the plan", [note("> Henry to send the plan")]),
    ('"Henry to send the plan"', [note()]),
    ("• > Henry to send the plan", [note("> Henry to send the plan")]),
    ("“Henry will send it” said Cate", [note(**PROMISE)]),
    ("ACTION: text", [note("ACTION: text", flags=("template",))]),
    ("[ ] TODO", [note("[ ] TODO", flags=("template",))]),
    ("Action:", [note("Action:", flags=("template",))]),
    ("DECISION: text", [note("DECISION: text", flags=("template",))]),
    ("Action: <owner> to do something", [note()]),
    ("[Luke] I think it works", [note("[Luke] I think it works")]),
    ("Dawn: I'll send the figures by Fri", [note(**PROMISE)]),
    ("Alex: We met them. I'll write it up.", [note(**PROMISE)]),
    ("... Henry will make a start", [note(**PROMISE)]),
    ("need to tidy cost codes", [note("need to tidy cost codes", **PROMISE)]),
    ("Zorg to send it", [note(**PROMISE)]),
    ("Henry Smith to send it", [note(**PROMISE)]),
    *[(f"{name} to send it", [note(**PROMISE)]) for name in STRANGE_NAMES],
    ("Office manager to send it", [note(**PROMISE)]),
    ("Henry will be away next week", [note()]),
    ("Henry will probably send it", [note(**PROMISE)]),
    ("Henry to be invited", [note(**PROMISE)]),
    ("Henry needs to send the plan", [note(**PROMISE)]),
    ("Henry should send it", [note()]),
    ("Henry has sent the plan", [note()]),
    ("Henry sent the plan by Friday", [note()]),
    ("Henry to HMT", [note()]),
    ("Henry's plan is late", [note()]),
    ("Henry's going well", [note()]),
    ("Dawn's team to send the codes", [note()]),
    ("Henry to send the plan by Fri?", [note()]),
    ("Can Henry send the plan by Fri?", [note()]),
    ("Matthew said Henry will send it", [note(**PROMISE)]),
    ("If Cate agrees, Henry will send it", [note(**PROMISE)]),
    ("Asked Cate, Dawn and Henry to send the plan", [note()]),
    ("We will need to differentiate between services", [note(**PROMISE)]),
    ("We will hopefully take it to HMT before the summer break", [note(**PROMISE)]),
    ("HMT will consider it in July", [note(**PROMISE)]),
    ("will to send the plan", [note()]),
    ("May to date is in line", [note()]),
    ("Grace period to be extended", [note()]),
    ("@henry is away", [note("@henry is away")]),
    ("@henry", [note("@henry")]),
    ("AP is down", [note("AP is down")]),
    ("→ improved uptime", [note("→ improved uptime")]),
    ("→ Finance costs rose", [note("→ Finance costs rose")]),
    ("No actions", [note("No actions")]),
    ("Discussed. Action: none", [note("Discussed. Action: none")]),
    ("Henry, please send the plan by Fri", [note(**PROMISE)]),
    ("Henry: send the plan by Fri", [note(**PROMISE)]),
    ("cc @henry on the plan", [note()]),
    ("Noted that Henry will send it", [note("Henry will send it", flags=("noted",))]),
    ("Someone to book a room by Fri", [note(**PROMISE)]),
    ("Cate and I will be talking on Thursday", [note(**PROMISE)]),
    ("Emailed Cate and Henry to say thanks", [note()]),
    ("Met Henry to discuss the plan", [note(**PROMISE)]),
    ("Henry will join the call at 10:30", [note(**PROMISE)]),
    ("Henry will leave in July", [note(**PROMISE)]),
    ("I'll see", [note(**PROMISE)]),
    ("I won't send it", [note()]),
    ("Audit to follow", [note(**PROMISE)]),
    ("Over to Henry to send it", [note(**PROMISE)]),
    ("thanks: Henry, Cate to book", [note("Henry, Cate to book", sort="thanks")]),
    ("## Actions", [note("## Actions")]),
    ("| Action | Henry | Fri |", [note()]),
    ("IT to fix the printer", [note(**PROMISE)]),
    ("send the plan (PSN)", [note()]),
    # Whose it may be is offered, not taken.
    ("Send the plan - Henry", [note(**PROMISE)]),
    ("Send the plan (Henry)", [note(**PROMISE)]),
    ("Henry – send the plan", [note(**PROMISE)]),
    ("AP Zorg send the plan", [note(**PROMISE)]),
    ("Felix: Action for me to write it up", [note(**PROMISE)]),
    ("eP to send it", [note(**PROMISE)]),
    ("Review of the plan (Henry)", [note(flags=())]),
    ("Cate, who leads on phones, to send it by Fri", [note(**PROMISE)]),
    ("Kate to send it", [note(**PROMISE)]),  # a first letter is seldom wrong
    ("Sent the plan by Fri (Henry)", [note(flags=())]),
    ("@henry thanks for the plan", [note("@henry thanks for the plan")]),
    ("Action (see below) is late", [note("Action (see below) is late")]),
    ("🎉 what a week", [note("what a week")]),
    ("https://example.org/paper.pdf", [note("https://example.org/paper.pdf", flags=("paper_link",))]),
    ("[The paper](https://example.org/x.pdf)", [note(flags=("paper_link",))]),
    ("see a.b@henry.example and https://example.org/#henry to find it", [note(topics_typed=())]),
    ("C# and a#b are no topics", [note("C# and a#b are no topics", topics_typed=())]),
    ("#2 is broken", [note("#2 is broken", topics_typed=())]),
]

CAVEATS: Expected = {"outcome": "agreed_with_caveats"}
# Why it was decided is no part of what was; it stays where it is another's reason, or somebody's words.
REASONS: list[tuple[str, str, Expected]] = [
    (
        "agreed: keep the old phone contract because the new one costs more",
        "keep the old phone contract",
        {"reason": "the new one costs more"},
    ),
    ("agreed one phone, because of the price", "one phone", {"reason": "the price"}),
    ("agreed one phone (because it is cheaper) from July", "one phone from July", {"reason": "it is cheaper"}),
    ("agreed one phone mainly because it is cheaper", "one phone", {"reason": "mainly because it is cheaper"}),
    ("Agreed one phone. Because it is cheaper.", "one phone", {"reason": "it is cheaper"}),
    (
        "Agreed one phone. Reason: it is cheaper. Alternatives: two phones; none.",
        "one phone",
        {"reason": "it is cheaper", "alternatives": "two phones; none"},
    ),
    (
        "d: one phone; alternatives considered: two phones, or none; why: it is cheaper",
        "one phone",
        {"reason": "it is cheaper", "alternatives": "two phones, or none"},
    ),
    ("agreed the paper for the following reasons: cost, time", "the paper", {"reason": "cost, time"}),
    (
        "not agreed: new laptops because they cost £40k too much",
        "new laptops",
        {"outcome": "not_agreed", "reason": "they cost £40k too much"},
    ),
    (
        "put off: laptops until 1 July because the stock ends in May",
        "laptops",
        {"outcome": "put_off", "due": day(1, 7), "reason": "the stock ends in May"},
    ),
    (
        "put off: laptops because stock is late until 1 July",
        "laptops",
        {"outcome": "put_off", "due": day(1, 7), "reason": "stock is late until 1 July"},
    ),
    (
        "put off: laptops because the contract ends in July",
        "laptops",
        {"outcome": "put_off", "reason": "the contract ends in July"},
    ),
    (
        "agreed one phone because it is cheaper, subject to: tax check (Dawn by 3 July); app tested",
        "one phone",
        {
            **CAVEATS,
            "reason": "it is cheaper",
            "caveats": (("tax check", "dawn", day(3, 7)), ("app tested", None, None)),
        },
    ),
    (
        "agreed phones because of the price with caveats",
        "phones",
        {**CAVEATS, "reason": "the price", "caveats_to_follow": True},
    ),
    (
        "agreed phones with caveats because of the price",
        "phones",
        {**CAVEATS, "reason": "the price", "caveats_to_follow": True},
    ),
    (
        "agreed one phone, subject to a tax check because the rules changed",
        "one phone",
        {**CAVEATS, "caveats": (("a tax check because the rules changed", None, None),)},
    ),
    (
        "agreed one phone because the budget is subject to review",
        "one phone",
        {"reason": "the budget is subject to review"},
    ),
    (
        "agreed to fund it because the grant came with conditions",
        "fund it",
        {"reason": "the grant came with conditions"},
    ),
    (
        "agreed to tell staff that the office closes because of the works",
        "tell staff that the office closes because of the works",
        {},
    ),
    ("agreed not to fine who pays late because of a strike", "not to fine who pays late because of a strike", {}),
    ("agreed phones, not because of the cost", "phones, not because of the cost", {}),
    ("agreed the slogan “we ask because we care”", "the slogan “we ask because we care”", {}),
    (
        "agreed the slogan 'we ask because we care' because staff like it",
        "the slogan 'we ask because we care'",
        {"reason": "staff like it"},
    ),
    ("agreed the reasons: cost and time", "the reasons: cost and time", {}),
    ("agreed the alternatives: SIM and eSIM", "the alternatives: SIM and eSIM", {}),
    ("agreed reason codes for leavers", "reason codes for leavers", {}),
    ("agreed: because they are old, replace them", "because they are old, replace them", {}),
    ("agreed one phone because …", "one phone because …", {}),
    ("agreed one phone – because of the price – from July", "one phone from July", {"reason": "the price"}),
    ("agreed because it is cheaper", "agreed because it is cheaper", {"reason": "it is cheaper"}),
    (
        "agreed that because of the lease we close Elm House",
        "because of the lease we close Elm House",
        {},
    ),
]

SETTLED: list[tuple[str, list[Expected]]] = [
    # Decisions.
    ("agreed one phone for field staff", [made("one phone for field staff")]),
    ("Agreed: one phone.", [made("one phone")]),
    ("We’ve agreed one phone", [made("one phone")]),
    ("we're all agreed: one phone", [made("one phone")]),
    ("decided to close the office", [made("close the office")]),
    ("resolved: keep it", [made("keep it")]),
    ("RESOLVED: keep it", [made("keep it")]),
    ("d: one phone", [made("one phone")]),
    ("Decision – one phone", [made("one phone")]),
    ("[Decision] one phone", [made("one phone")]),
    ("**Decision:** one phone", [made("one phone")]),
    ("We agreed that the phones stay", [made("the phones stay")]),
    ("It was agreed that the phones stay", [made("the phones stay")]),
    ("DMT agreed one phone", [made("one phone", group_key="dmt")]),
    ("DMT: agreed one phone", [made("one phone", group_key="dmt")]),
    ("The board has approved the business case", [made("the business case", group_key="hmt")]),
    (
        "HMT agreed mobiles with a couple of caveats",
        [made("mobiles", outcome="agreed_with_caveats", group_key="hmt", caveats_to_follow=True)],
    ),
    ("agreed phones with caveats", [made("phones", outcome="agreed_with_caveats", caveats_to_follow=True)]),
    (
        "agreed one standard phone, subject to: tax check (Dawn by 3 July); app tested",
        [
            made(
                "one standard phone",
                outcome="agreed_with_caveats",
                caveats=(("tax check", "dawn", day(3, 7)), ("app tested", None, None)),
            )
        ],
    ),
    (
        "agreed phones provided the app works",
        [made("phones", outcome="agreed_with_caveats", caveats=(("the app works", None, None),))],
    ),
    (
        "agreed phones with caveats: tax check (Zorg); app tested by 3 July",
        [
            made(
                "phones",
                outcome="agreed_with_caveats",
                caveats=(("tax check (Zorg)", None, None), ("app tested", None, day(3, 7))),
            )
        ],
    ),
    (
        "agreed phones subject to Dawn to check the tax by 3 July; Grace to test the app",
        [
            made(
                "phones",
                outcome="agreed_with_caveats",
                caveats=(("check the tax", "dawn", day(3, 7)), ("test the app", "grace", None)),
            )
        ],
    ),
    ("not agreed: new laptops", [made("new laptops", outcome="not_agreed")]),
    ("HMT did not agree the laptops", [made("the laptops", outcome="not_agreed", group_key="hmt")]),
    ("put off: laptops until 1 July", [made("laptops", outcome="put_off", due=day(1, 7))]),
    ("deferred laptops to July", [made("laptops", outcome="put_off", due=day(31, 7))]),
    ("agreed to defer the laptops until 1 July", [made("the laptops", outcome="put_off", due=day(1, 7))]),
    ("Deferred to the next meeting: laptops", [made("laptops", outcome="put_off", due=day(12, 6))]),
    (
        "DMT decided to put off laptops until September",
        [made("laptops", outcome="put_off", due=day(30, 9), group_key="dmt")],
    ),
    (
        "agreed subject to legal (Grace); HR (Henry by Fri); and tests",
        [
            made(
                "agreed subject to legal (Grace); HR (Henry by Fri); and tests",
                outcome="agreed_with_caveats",
                caveats=(("legal", "grace", None), ("HR", "henry", FRI), ("tests", None, None)),
            )
        ],
    ),
    ("agreed Henry's plan", [made("Henry's plan")]),
    ("agreed Will is lead", [made("Will is lead")]),
    ("HMT put off laptops", [made("laptops", outcome="put_off", group_key="hmt")]),
    (
        "Agreed SIM-only for the rest. Henry to tell field teams by Fri",
        [made("SIM-only for the rest"), act("tell field teams", "henry", due=FRI)],
    ),
    (
        "RESOLUTION: we keep it – Grace to make the edits",
        [made("we keep it"), act("make the edits", "grace")],
    ),
    ("[agreed to close the office]", [made("close the office")]),
    ("Approved: the paper", [made("the paper")]),
    ("Decision made: one phone", [made("one phone")]),
    ("HMT agree the paper", [made("the paper", group_key="hmt")]),
    ("HMT agree with us", [note("HMT agree with us")]),
    ("Deferred to July", [made("Deferred to July", outcome="put_off", due=day(31, 7))]),
    (
        "agreed phones with two caveats: tax check (Dawn by 3 July), app tested",
        [
            made(
                "phones",
                outcome="agreed_with_caveats",
                caveats=(("tax check", "dawn", day(3, 7)), ("app tested", None, None)),
            )
        ],
    ),
    (
        "agreed phones, subject to: a word with Finance, who pay",
        [made("phones", outcome="agreed_with_caveats", caveats=(("a word with Finance, who pay", None, None),))],
    ),
    (
        "Agreed one phone. Henry to say so by Fri. ? who pays",
        [made("one phone"), act("say so", "henry", due=FRI), {"kind": "question", "text": "who pays"}],
    ),
    ("who pays ? we do", [note("who pays ? we do")]),
    ("Agreed.", [note("Agreed.")]),
    ("agreed?", [note("agreed?")]),
    ("deferred payments are up", [note()]),
    ("Henry agreed the plan", [note()]),
    *[(typed, [made(text, **more)]) for typed, text, more in REASONS],
    (
        "agreed SIM-only because it is cheaper; Henry to tell field teams by Fri",
        [made("SIM-only", reason="it is cheaper"), act("tell field teams", "henry", due=FRI)],
    ),
    # Updates.
    ("done 2", [update("a2", done=True, status="done")]),
    ("Done 1, 3", [update("a1", done=True, status="done"), update("a3", done=True, status="done")]),
    ("2. done", [update("a2", done=True, status="done")]),
    ("4. done", [note("done")]),
    ("2 done", [update("a2", done=True, status="done")]),
    ("done psn", [update("a2", done=True, status="done")]),
    ("[x] PSN remediation", [update("a2", done=True, status="done")]),
    ("- [X] compare tariffs", [update("a1", done=True, status="done")]),
    ("2 moved to 31 July: leave", [update("a2", status="moved", new_date=day(31, 7), reason="leave")]),
    ("2 on track", [update("a2", status="on_track")]),
    ("On track: 1 and 2", [update("a1", status="on_track"), update("a2", status="on_track")]),
    ("PSN is on track", [update("a2", status="on_track")]),
    ("PSN moved to 31 July", [update("a2", status="moved", new_date=day(31, 7))]),
    ("2 moved to after the summer", [update("a2", status="moved", due_text="after the summer", **WHEN)]),
    ("2 moved to 5/29", [update("a2", status="moved", due_text="5/29", **WHEN)]),
    ("2 dropped", [update("a2", status="dropped")]),
    ("1 in progress", [update("a1", status="in_progress")]),
    ("1 still in progress", [update("a1", status="in_progress")]),
    ("1 still waiting on Finance", [update("a1", status="waiting", waiting_for="Finance")]),
    ("3 not needed as the phones are gone", [update("a3", status="dropped", reason="the phones are gone")]),
    (
        "1 done, 2 on track; 3 dropped",
        [
            update("a1", done=True, status="done"),
            update("a2", status="on_track"),
            update("a3", status="dropped"),
        ],
    ),
    ("1 done, 9 on track", [note()]),
    (
        "1 done and 2 moved to 31 July because of leave",
        [update("a1", done=True, status="done"), update("a2", status="moved", new_date=day(31, 7), reason="leave")],
    ),
    ("2 done, Henry to tell HMT", [update("a2", done=True, status="done"), act("tell HMT", "henry")]),
    ("9 done, Henry to tell HMT", [note("9 done"), act("tell HMT", "henry")]),
    ("5 of 12 done, 3 late", [note()]),
    ("2 waiting for Finance", [update("a2", status="waiting", waiting_for="Finance")]),
    ("done 9", [update(None, done=True, status="done", flags=("which_action",))]),
    ("done well this week", [note("done well this week")]),
    ("[x] buy biscuits (Henry)", [act("buy biscuits", "henry", done=True)]),
    ("[x] buy biscuits", [act("buy biscuits", done=True)]),
    # Labels.
    ("? who owns this", [{"kind": "question", "text": "who owns this"}]),
    ("question: who owns this?", [{"kind": "question", "text": "who owns this?"}]),
    ("idea: lend the old phones", [{"kind": "idea", "text": "lend the old phones"}]),
    ("parked: lend the old phones", [{"kind": "idea", "text": "lend the old phones"}]),
    ("ask: anyone know about maps?", [{"kind": "ask", "text": "anyone know about maps?"}]),
    (
        "idea: lend phones. Henry to ask libraries by Fri",
        [{"kind": "idea", "text": "lend phones."}, act("ask libraries", "henry", due=FRI)],
    ),
    ("noted: the forecast is late", [note("the forecast is late", flags=("noted",))]),
    ("thanks: Felix for the workshop", [note("Felix for the workshop", sort="thanks")]),
    ("met: Amy from the county", [note("Amy from the county", sort="met")]),
    ("event: open day", [note("open day", sort="event")]),
    ("learning: less is more", [note("less is more", sort="learning")]),
    ("Didn’t work: the projector", [note("the projector", sort="didnt_work")]),
    ("tip: share the folder", [note("share the folder", sort="tip")]),
    ("benefit: fewer calls", [note("fewer calls", sort="benefit")]),
    ("distraction: the printer", [note("the printer", sort="distraction")]),
    ("highlight: the show and tell", [note("the show and tell", sort="highlight")]),
    ("coming up: launch on Mon 10 June", [{"kind": "coming_up", "text": "launch", "due": day(10, 6)}]),
    (
        "coming up: salary review next April",
        [{"kind": "coming_up", "text": "salary review", "due_text": "next April", "due_loose": True}],
    ),
    (
        "coming up: take it to HMT before the summer break",
        [{"kind": "coming_up", "text": "take it to HMT", "due_text": "before the summer break", "due_loose": True}],
    ),
    (
        "coming up: show and tell, 20 June",
        [{"kind": "coming_up", "text": "show and tell", "due": day(20, 6)}],
    ),
    (
        "coming up: telephony contract runs out next April, yearly",
        [{
            "kind": "coming_up", "text": "telephony contract runs out", "due_text": "next April", "due_loose": True,
            "yearly": True,
        }],
    ),
    (
        "coming up: budget round before the summer break, start by 3 May (Dawn)",
        [{
            "kind": "coming_up", "text": "budget round", "due_text": "before the summer break", "due_loose": True,
            "owners": ("dawn",), "start_by": date(2020, 5, 3),
        }],
    ),
    (
        "coming up: Budget round (Dawn), before Christmas, start by next April, annually",
        [{
            "kind": "coming_up", "text": "Budget round", "due_text": "before Christmas", "due_loose": True,
            "owners": ("dawn",), "start_text": "next April", "yearly": True,
        }],
    ),
    # A month alone is loose here: nobody said that it is on its last working day.
    ("coming up: launch in July", [{"kind": "coming_up", "text": "launch", "due_text": "July", "due_loose": True}]),
    (
        "coming up: away day next month",
        [{"kind": "coming_up", "text": "away day", "due_text": "next month", "due_loose": True}],
    ),
    (
        "coming up: the till starts in July, every year",
        [{"kind": "coming_up", "text": "the till starts", "due_text": "July", "due_loose": True, "yearly": True}],
    ),
    (
        "coming up: desks before the break",
        [{"kind": "coming_up", "text": "desks", "due_text": "before the break", "due_loose": True}],
    ),
    # A name that fits two, and a start that tells no day, stay in the words.
    ("coming up: new starters (Sam)", [{"kind": "coming_up", "text": "new starters (Sam)"}]),
    ("coming up: audit, start by then", [{"kind": "coming_up", "text": "audit, start by then"}]),
    ("coming up: audit ASAP", [{"kind": "coming_up", "text": "audit", "due_text": "ASAP", "flags": ("when",)}]),
    # Another group's agenda.
    (
        "for away day: cost codes, approvers",
        [
            {"kind": "agenda", "text": "cost codes", "group_key": "away"},
            {"kind": "agenda", "text": "approvers", "group_key": "away"},
        ],
    ),
    ("for HMT: phones (all costs, tax)", [{"kind": "agenda", "text": "phones (all costs, tax)", "group_key": "hmt"}]),
    ("for the moment: nothing", [note("for the moment: nothing")]),
    # Here for one item only.
    ("Dawn for finance", [{"kind": "attendance"}]),
    ("Felix here for item 3", [{"kind": "attendance"}]),
    ("Felix is here for item 3 only", [{"kind": "attendance"}]),
    ("Felix and Dawn joining for mobile phones", [{"kind": "attendance"}]),
    ("guest: Felix for the cyber review", [{"kind": "attendance"}]),
    ("Sam here for item 2", [{"kind": "attendance", "candidates": ("sam-w", "samira"), "flags": ("which_person",)}]),
    ("Zorg here for item 2", [note("Zorg here for item 2")]),
    ("Dawn for chair", [note("Dawn for chair")]),
    ("Felix is here for a week", [note("Felix is here for a week")]),
    ("Thanks for finance", [note()]),
    ("Grace to wait for finance", [act("wait for finance", "grace")]),
    # Dates and shapes of other people's minutes.
    ("Henry to send the plan - deadline 17 June", [act("send the plan", "henry", due=day(17, 6))]),
    ("Henry to send the plan – deadline June 17th", [act("send the plan", "henry", due=day(17, 6))]),
    ("Henry to send the plan (Oct 6)", [act("send the plan", "henry", due=day(6, 10))]),
    ("Henry to bring it for the next meeting", [act("bring it", "henry", due=day(12, 6))]),
    ("Henry to send it before next call", [act("send it", "henry", due_text="before next call", **WHEN)]),
    ("Henry to send it ASAP", [act("send it", "henry", due_text="ASAP", **WHEN)]),
    ("Henry to send it by 5/29", [act("send it", "henry", due_text="5/29", **WHEN)]),
    ("TZ to send it", [act("send it", "tomasz")]),
    ("T Zielinski to send it by Monday week", [act("send it", "tomasz", due=day(17, 6))]),
    ("[Luke] I think Henry will do it", [note(**PROMISE)]),
    # Questions put to the group, and who answers.
    (
        "question from finance: what is the run rate of the vendor lines? Dawn to answer by 3 July",
        [asked("what is the run rate of the vendor lines?", "finance", "dawn", due=day(3, 7))],
    ),
    ("Question from finance - what is it? Dawn by Fri", [asked("what is it?", "finance", "dawn", due=FRI)]),
    ("question from the finance team: what is it? Dawn answers", [asked("what is it?", "finance", "dawn")]),
    ("question from internal audit: who holds the keys?", [asked("who holds the keys?", "audit")]),
    ("question from the board: why? by 3 July", [asked("why?", "board", due=day(3, 7))]),
    ("question from HMT: how much? (Dawn, 3 July)", [asked("how much?", "other", "dawn", due=day(3, 7))]),
    ("question from Henry: how much? I'll answer by Fri", [asked("how much?", "other", "priya", due=FRI)]),
    (
        "q from finance: what is it? Dawn to answer ASAP",
        [asked("what is it?", "finance", "dawn", due_text="ASAP", **WHEN)],
    ),
    (
        "question from finance: what is it? Sam to answer by Fri",
        [
            asked(
                "what is it?", "finance", "?Sam", due=FRI, candidates=("sam-w", "samira"),
                flags=("which_person", "no_owner"),
            )
        ],
    ),
    (
        "Finance asked: what is it? They need it soon. Dawn to come back to them by Fri. Cate to book the room",
        [asked("what is it? They need it soon.", "finance", "dawn", due=FRI), act("book the room", "cate")],
    ),
    (
        "question from finance: the run rate of the lines. Dawn to answer by Fri",
        [asked("the run rate of the lines.", "finance", "dawn", due=FRI)],
    ),
    (
        "question from finance: what is it? Dawn to send the run rate by Fri",
        [asked("what is it?", "finance"), act("send the run rate", "dawn", due=FRI)],
    ),
    ("question from finance: will Dawn answer by Fri?", [asked("will Dawn answer by Fri?", "finance")]),
    (
        "question from finance: what is it? Dawn to answer by next DMT #mobile-phones !staff",
        [asked("what is it?", "finance", "dawn", due=day(12, 6), topics=("phones",), audience="staff")],
    ),
    ("Question from the floor: where is lunch?", [note("Question from the floor: where is lunch?")]),
    ("Henry asked: what is it?", [note("Henry asked: what is it?")]),
    ("Finance asked: the figures", [note("Finance asked: the figures")]),
    ("question from finance:", [note("question from finance:")]),
    ("answered 1: £40k a month", [note("answered 1: £40k a month")]),  # nothing is asked here
    # Topics and audience.
    (
        "Henry to send #mobile-phones paper by Fri !staff",
        [act("send mobile phones paper", "henry", due=FRI, topics=("phones",), audience="staff")],
    ),
    (
        "tariffs up #handsets #wifi !dmt",
        [note("tariffs up", topics=("phones",), topics_typed=("wifi",), audience="members")],
    ),
    ("my own worry !me", [note("my own worry", audience="me")]),
    ("what a day !important", [note("what a day !important")]),
]  # fmt: skip

ALL = ACTIONS + NOT_ACTIONS + SETTLED
