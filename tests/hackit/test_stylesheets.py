"""The design's promises that can be computed: contrast by day and night, nothing inline or from elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "hackit" / "static" / "hackit" / "css"
TEXT, CONTROL = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for what a control is told by

TEXT_PAIRS = [
    ("ink", "paper"), ("ink", "wash"), ("ink", "mint"), ("ink", "field"), ("ink", "red-wash"),
    ("ink", "grey-wash"),
    ("ink-2", "paper"), ("ink-2", "wash"), ("ink-2", "mint"), ("ghost", "field"), ("ghost", "paper"),
    ("lead-ink", "paper"),
    ("link", "paper"), ("link", "mint"), ("link", "wash"), ("link-hover", "paper"),
    ("link-hover", "blue-wash"), ("visited", "paper"), ("visited", "mint"),
    ("head-ink", "head"), ("head-soft", "head"), ("head-ink", "head-on"), ("lime-ink", "lime"),
    ("lime-ink", "lime-hover"), ("focus-ink", "focus"),
    ("on-brand", "brand"), ("on-brand", "brand-hover"), ("brand-ink", "paper"), ("brand-ink", "mint"),
    ("brand-ink", "green-wash"), ("brand-line", "paper"),
    ("red-ink", "red-wash"), ("red-ink", "paper"), ("amber-ink", "amber-wash"), ("amber-ink", "paper"),
    ("green-ink", "green-wash"), ("green-ink", "paper"), ("blue-ink", "blue-wash"),
    ("blue-ink", "amber-wash"), ("plum-ink", "plum-wash"), ("grey-ink", "grey-wash"), ("mark-ink", "mark"),
    ("red-ink", "mint"), ("amber-ink", "mint"),
]  # fmt: skip
CONTROL_PAIRS = [
    ("control", "field"), ("control", "paper"), ("line-strong", "paper"), ("brand-line", "mint"),
    ("red", "paper"), ("red", "field"), ("rule", "paper"), ("bar", "paper"), ("brand", "paper"),
]  # fmt: skip


def tokens(*, dark: bool) -> dict[str, str]:
    """The colours of tokens.css by name; by night those of the dark block over those of the day."""
    day, night = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", day))
    return found | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", night)) if dark else found


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(one * 2 for one in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_of_black_on_white_is_21():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_every_ink_can_be_read_on_its_ground(dark):
    colours = tokens(dark=dark)
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXT_PAIRS}
    assert {pair: round(got, 2) for pair, got in weak.items() if got < TEXT} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_every_outline_can_be_seen_on_its_ground(dark):
    colours = tokens(dark=dark)
    seen = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in CONTROL_PAIRS}
    assert {pair: round(got, 2) for pair, got in seen.items() if got < CONTROL} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("ground", ["paper", "wash", "mint", "head", "amber-wash", "brand", "field"])
def test_one_colour_of_the_focus_ring_shows_on_every_ground(dark, ground):
    colours = tokens(dark=dark)
    assert max(contrast(colours[ring], colours[ground]) for ring in ("focus", "focus-ink")) >= CONTROL


def test_every_colour_used_is_a_token_that_exists():
    known = set(re.findall(r"--([\w-]+):", (CSS / "tokens.css").read_text()))
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text()
        used = set(re.findall(r"var\(--([\w-]+)", text)) - set(re.findall(r"--([\w-]+):", text))
        assert used <= known, sheet.name


def test_no_stylesheet_calls_for_anything_from_elsewhere():
    for sheet in CSS.glob("*.css"):
        assert not re.search(r"@import|url\(|https?://", sheet.read_text()), sheet.name


def test_every_stylesheet_is_linked_and_every_link_has_its_stylesheet():
    linked = re.findall(r"hackit/css/([\w.]+)'", (ROOT / "templates/_partials/styles.html").read_text())
    assert sorted(linked) == sorted(sheet.name for sheet in CSS.glob("*.css"))
