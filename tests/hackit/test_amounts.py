"""Amounts of money as people write them: read to the penny, or left alone."""

import pytest

from hackit.amounts import pounds, profile_difference, read_amounts, read_cell, short_pounds

K = 100_000
M = 100_000_000

PLAIN = [
    # Plain amounts
    ("The licence is £590k.", [590 * K]),
    ("It came to £1.2m in the end", [120 * M // 100]),
    ("£1,234.50 for the lot", [123_450]),
    ("£40", [4_000]),
    ("£0.99 each", [99]),
    ("GBP 1,500 was quoted", [150_000]),
    ("£ 250 a head", [25_000]),
    ("£2 million of borrowing", [2 * M]),
    ("£3bn across the country", [3_000 * M]),
    ("£9,378k", [9_378 * K]),
    ("£12,000,000", [12 * M]),
    ("£1.25m and £750k", [125 * M // 100, 750 * K]),
    ("£40k, £50k and £60k", [40 * K, 50 * K, 60 * K]),
    ("25p a page", [25]),
    ("-£5k on last month", [-5 * K]),
    ("−£1,200.10", [-120_010]),
    ("the £40k-a-year post", [40 * K]),
    ("(£770k)", [770 * K]),
    ("saved £4.5K", [450_000]),
    ("£590K", [590 * K]),
    ("£1.2M", [120 * M // 100]),
    ("“£65k”", [65 * K]),
    ("£65k?", [65 * K]),
    ("£65k/£70k depending", [65 * K, 70 * K]),
    ("**£65k**", [65 * K]),
    ("price:£65k", [65 * K]),
    # Without a pound sign, where money is spoken of
    ("about 40k over", [40 * K]),
    ("40k under at P3", [40 * K]),
    ("we are 1.2m short", [120 * M // 100]),
    ("a budget of 2.1m", [210 * M // 100]),
    ("saving 15k", [15 * K]),
    ("costs are 300k", [300 * K]),
    ("over by 40k", [40 * K]),
    ("over by about 40k", [40 * K]),
    ("60k revenue", [60 * K]),
    ("5k pa", [5 * K]),
    ("an underspend of 12k", [12 * K]),
    ("2 million pounds", [2 * M]),
    # In words
    ("half a million pounds", [50 * M // 100]),
    ("a million pounds", [M]),
    ("two million savings", [2 * M]),
    ("three quarters of a million pounds", [75 * M // 100]),
    ("fifty thousand pounds", [50 * K]),
]

LEFT_ALONE = [
    "", "£", "£k", "2019/20", "in 2019", "on 14 June", "at 10:30", "600 replies", "40k users", "over 40k users",
    "a 10k run", "5m from the door", "$40k over", "€1.2m budget", "USD 40k over", "40%", "£40%", "12 per cent",
    "P3 figures", "Q3", "v1.2", "room 40k", "1.2.3", "12,34", "£1.234567", "40 k over", "10k", "about 40k", "3 over 5",
    "two million users", "a million thanks", "half a million", "0161 496 0000", "£££", "£-", "p50", "50ps", "AB12 3CD",
    "https://example.org/40k", "item 7", "24 GiB", "24k gold rings", "£99999999999999999", "£1e5",
]  # fmt: skip


@pytest.mark.parametrize(("text", "pence"), PLAIN)
def test_amounts_are_read_to_the_penny(text, pence):
    found = read_amounts(text)
    assert [one.pence for one in found] == pence
    assert all(text[one.start : one.end] == one.words for one in found)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_no_amount_of_pounds_is_left_alone(text):
    assert read_amounts(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("£40k-£50k", 40, 50), ("£40–50k", 40, 50), ("£40k to £50k", 40, 50), ("between £40k and £50k", 40, 50),
        ("£900k – £1.2m", 900, 1_200), ("£40-50k over", 40, 50), ("40-50k over", 40, 50), ("£1-2m", 1_000, 2_000),
        ("£500k-£1m", 500, 1_000),
    ],
)  # fmt: skip
def test_a_range_has_two_ends(text, low, high):
    (one,) = read_amounts(text)
    assert (one.low, one.high, one.is_range) == (low * K, high * K, True)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("c £1.2m", "about"), ("c. £1.2m", "about"), ("c£1.2m", "about"), ("circa £40k", "about"), ("~£40k", "about"),
        ("roughly £40k", "about"), ("nearly £40k", "about"), ("about £40k", "about"), ("over £590k", "at_least"),
        ("at least £5", "at_least"), ("more than £40k", "at_least"), ("up to £40k", "at_most"),
        ("under £2m", "at_most"),
        ("less than £40k", "at_most"), ("£40k", ""), ("disc £40k", ""),
    ],
)  # fmt: skip
def test_how_near_an_amount_is(text, near):
    (one,) = read_amounts(text)
    assert one.near == near


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("£590k over three years", {"years": 3}),
        ("£590k over the next 4 years", {"years": 4}),
        ("£40k a year", {"recurs": "recurring"}),
        ("£40k pa", {"recurs": "recurring"}),
        ("£40k p.a.", {"recurs": "recurring"}),
        ("£40k per annum revenue", {"recurs": "recurring", "nature": "revenue"}),
        ("£40k revenue a year", {"recurs": "recurring", "nature": "revenue"}),
        ("£40k one-off", {"recurs": "one_off"}),
        ("a one-off cost of £40k", {"recurs": "one_off"}),
        ("£40k capital", {"nature": "capital"}),
        ("capital of £40k", {"nature": "capital"}),
        ("£40k from capital", {"nature": "capital"}),
        ("£40k in 2025/26", {"profile": ((2025, 40 * K),)}),
        ("£40k in 25/26", {"profile": ((2025, 40 * K),)}),
        ("£40k for 2025-26", {"profile": ((2025, 40 * K),)}),
        ("£40k in FY25/26", {"profile": ((2025, 40 * K),)}),
        ("£40k in 2025/2026", {"profile": ((2025, 40 * K),)}),
        ("£40k in 2025/27", {"profile": ()}),
        ("£40k over 3 weeks", {"years": None}),
        ("£38k, was £65k", {"was": 65 * K}),
        ("£38k (was £65k)", {"was": 65 * K}),
        ("£38k, down from £65k", {"was": 65 * K}),
        ("from £650k to £590k", {"was": 650 * K}),
    ],
)
def test_what_is_said_about_an_amount(text, said):
    (one,) = read_amounts(text)
    assert {name: getattr(one, name) for name in said} == said


def test_years_in_brackets_are_its_profile_and_what_they_leave_is_known():
    (one,) = read_amounts("Agreed at £9,378k (£770k in 2025/26, £1,536k in 2026/27), the rest later.")
    assert one.pence == 9_378 * K
    assert one.profile == ((2025, 770 * K), (2026, 1_536 * K))
    assert one.unplaced == 7_072 * K
    (whole,) = read_amounts("£2,306k (£770k in 2025/26 and £1,536k in 2026/27)")
    assert whole.unplaced == 0


def test_two_years_without_a_total_are_two_amounts():
    found = read_amounts("£770k in 2025/26 and £1,536k in 2026/27")
    assert [(one.pence, one.profile) for one in found] == [
        (770 * K, ((2025, 770 * K),)), (1_536 * K, ((2026, 1_536 * K),)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "pence"),
    [
        ("(£1,234.50)", -123_450), ("£1,234.50", 123_450), ("1234.5", 123_450), ("-£40k", -40 * K), ("£-40", -4_000),
        ("1,234", 123_400), ("£1.2m", 120 * M // 100), ("", None), ("-", None), ("n/a", None), ("nil", 0), ("0", 0),
        ("£40.10 CR", -4_010), ("£40.10 DR", 4_010), ("(40)", -4_000), (" £ 5 ", 500),
    ],
)  # fmt: skip
def test_a_cell_holds_one_amount(cell, pence):
    assert read_cell(cell) == pence


@pytest.mark.parametrize(
    "cell", ["abc", "£", "40%", "(£40", "£40)", "£1.005", "12,34", "£4 and £5", "2019/20", "1.2.3"]
)
def test_a_cell_that_is_no_amount_says_so(cell):
    with pytest.raises(ValueError, match="not an amount"):
        read_cell(cell)


def test_thousandths_add_up_to_the_penny():
    years = tuple((2020 + n, 10) for n in range(10))
    assert profile_difference(100, years) == 0
    assert profile_difference(101, years) == 1
    assert read_amounts("£0.1m")[0].pence + read_amounts("£0.2m")[0].pence == read_amounts("£0.3m")[0].pence


def test_amounts_are_written_in_full_and_as_one_says_them():
    assert [pounds(pence) for pence in (123_450, 4_000, -4_000, 0, 59_000_000)] == [
        "£1,234.50", "£40", "−£40", "£0", "£590,000",
    ]  # fmt: skip
    assert [short_pounds(pence) for pence in (590 * K, 120 * M // 100, 123_450, -40 * K, 3_000 * M, 937_800_000)] == [
        "£590k", "£1.2m", "£1,234.50", "−£40k", "£3bn", "£9,378k",
    ]  # fmt: skip


def test_a_long_text_is_read_in_time_with_its_length():
    for text in ("£" * 50_000, "1" * 50_000, "£1k " * 20_000, "1,111," * 20_000, "c " * 50_000, "half a " * 20_000):
        assert read_amounts(text) is not None
