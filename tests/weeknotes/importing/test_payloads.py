"""Whatever stands in an old note, nothing of it runs on our pages: read, rendered, and looked at tag by tag."""
# ruff: noqa: E501 - payloads are not broken into lines

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from hackit.text import render
from tests.weeknotes.importing.exports import Post, rss, rss_item, wordpress
from weeknotes.importing.sources import read_source

TODAY = date(2019, 6, 28)
_TAGS = {
    "p",
    "br",
    "hr",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
    "s",
    "a",
    "img",
    "sup",
    "section",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_NAMES = {"href", "title", "rel", "id", "class", "aria-label", "src", "alt", "start"}
_JS = ("javascript:x()", "JaVaScRiPt:x()", " javascript:x()", "java\tscript:x()", "java\nscript:x()", "\x01javascript:x()",
       "&#106;avascript:x()", "&#x6A;avascript:x()", "&#0000106avascript:x()", "javascript&colon;x()", "javascript\u200b:x()",
       "vbscript:x()", "data:text/html,<script>x()</script>", "data:text/html;base64,eA==", "feed:javascript:x()",
       "view-source:javascript:x()", "jar:javascript:x()", "//javascript:x()", "livescript:x()", "mocha:x()")  # fmt: skip
_HTML = (
    "<script>x()</script>", "<SCRIPT SRC=//e.example/x.js></SCRIPT>", "<script/src=x>", "<<script>x()//<</script>",
    "<scr<script>ipt>x()</scr</script>ipt>", "<script\x0d>x()</script>", "<script><!--x()--></script >", "<script>",
    "<img src=x onerror=x()>", "<img src=x onerror\n=x()>", "<img/src=x/onerror=x()>", "<img \"\"\"><script>x()</script>\">",
    "<body onload=x()>", "<p onclick=x() onmouseover='x()'>a</p>", "<details open ontoggle=x()>a</details>",
    "<b style=\"width:expression(x())\">a</b>", "<div style=background:url(javascript:x())>a</div>",
    "<style>@import'//e.example';</style>", "<style>*{x:expression(x())}", "<link rel=stylesheet href=//e.example>",
    "<svg onload=x()>", "<svg><script>x()</script></svg>", "<svg><a xlink:href=javascript:x()><text>a</text></a></svg>",
    "<svg><animate onbegin=x() attributeName=x>", "<math><mi xlink:href=javascript:x()>a</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=x()>", "<iframe srcdoc='<script>x()</script>'></iframe>",
    "<iframe src=javascript:x()></iframe>", "<object data=javascript:x()>a</object>", "<embed src=javascript:x()>",
    "<applet code=x>a</applet>", "<base href=//e.example/>", "<meta http-equiv=refresh content='0;url=javascript:x()'>",
    "<form action=javascript:x()><button>a</button></form>", "<input autofocus onfocus=x()>", "<isindex type=image src=x>",
    "<button formaction=javascript:x()>a</button>", "<template><script>x()</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=x()>\">a</noscript>", "<title><img src=x onerror=x()></title>",
    "<textarea><img src=x onerror=x()></textarea>", "<xmp><script>x()</script></xmp>", "<plaintext><script>x()</script>",
    "<!--><img src=x onerror=x()>-->", "<!-- --!><img src=x onerror=x()>", "<!--[if gte IE 4]><script>x()</script><![endif]-->",
    "<![CDATA[<script>x()</script>]]>", "<?xml version='1.0'?><script>x()</script>", "<?php x() ?>",
    "<html:script xmlns:html='http://www.w3.org/1999/xhtml'>x()</html:script>", "<a:script>x()</a:script>",
    "<video src=x onerror=x()></video>", "<video><source onerror=x()></video>", "<audio src=x onerror=x()>",
    "<marquee onstart=x()>a</marquee>", "<table background=javascript:x()><td>a</table>", "<frameset onload=x()>",
    "<select><option><script>x()</script></select>", "<a href='#' id=main class=b name=top target=_blank>a</a>",
    "&lt;script&gt;x()&lt;/script&gt;", "&amp;lt;img src=x onerror=x()&amp;gt;", "<img src=`x`onerror=x()>", "<a href=\"x\"onclick=x()>a</a>",
)  # fmt: skip
_MARKDOWN = tuple(
    f"{start}{address}{end}"
    for address in _JS
    for start, end in (("[a](", ")"), ("![a](", ")"), ("<", ">"), ("[a](<", ">)"))
)
_MARKDOWN += ("[a]: javascript:x()\n\n[a]", "[a][b]\n\n[b]: <javascript:x()> 'c'", "`a`<script>x()</script>`b`", "```\n</pre><script>x()\n```",
              "[a](x 'onclick=\"x()\"')", "![\" onerror=\"x()](http://a.example/x.png)", "[^1]\n\n[^1]: <img src=x onerror=x()>")  # fmt: skip


class _Seen(HTMLParser):
    """Collects what is not allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20\u200b]", "", value or "").lower()
            scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
            if name not in _NAMES or (
                name in ("href", "src") and scheme and scheme[0] not in ("http:", "https:", "mailto:", "tel:")
            ):
                self.wrong.append(f"{tag} {name}={value}")


def wrong_in(name: str, source: str) -> list[str]:
    seen = _Seen()
    for note in read_source(name, source.encode("utf-8", "replace"), today=TODAY).notes:
        seen.feed(render(note.note.body_markdown))
    return seen.wrong


_ALL_HTML = (
    *_HTML,
    *(f'<a href="{address}">a</a>' for address in _JS),
    *(f'<img src="{address}" alt="a">' for address in _JS),
)


def test_the_table_has_every_category():
    assert len(_HTML) > 60


@pytest.mark.parametrize("payload", _ALL_HTML)
def test_html_runs_nothing_whatever_it_came_in(payload: str):
    around = f"<h2>Before</h2><p>Words. {payload} <p>After</p>"
    assert wrong_in("a.html", f"<html><body>{around}</body></html>") == []
    assert wrong_in("a.md", f"---\ntitle: A\n---\n## Before\n\nWords. {payload}\n\n{payload}\n\nAfter") == []
    if "]]>" not in payload and not re.search("[\x01]", payload):
        assert wrong_in("a.xml", wordpress(Post(content=around)).decode()) == []
        assert wrong_in("a.xml", rss(rss_item("A", around)).decode()) == []


@pytest.mark.parametrize("payload", _MARKDOWN)
def test_markdown_runs_nothing(payload: str):
    assert wrong_in("a.md", f"---\ntitle: A\n---\nWords. {payload}\n\n{payload}") == []
    assert wrong_in("", f"Weeknote w/c 3 June 2019\n\nWords. {payload}\n\n{payload}") == []
