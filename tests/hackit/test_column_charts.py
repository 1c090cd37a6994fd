"""Columns in parts: what stands where in the picture, and that no two words meet."""

from itertools import pairwise

import pytest

from hackit.charts import AXIS, LETTER, TALLEST
from hackit.column_charts import Column, column_chart


def chart_of(*counts, labels=None):
    labels = labels or [f"Label {number}" for number in range(len(counts))]
    columns = [Column(label, label[:3], count) for label, count in zip(labels, counts, strict=True)]
    return column_chart(columns, ("One", "Two", "Three"), description="What it shows.")


def test_parts_stand_on_each_other_from_the_axis_upwards():
    chart = chart_of((2, 0, 3), (1, 1, 0))
    first, second, *_others = chart.wide.parts
    assert (first.fill, second.fill) == ("v-now", "v-open")
    assert float(first.y) + float(first.height) == AXIS
    assert float(second.y) + float(second.height) == pytest.approx(float(first.y))
    assert float(second.height) == pytest.approx(float(first.height) * 1.5, abs=0.2)


@pytest.mark.parametrize("most", [1, 5, 99, 100_000])
def test_the_tallest_column_fits(most):
    for picture in (chart_of((most, 0, 0), (1, 0, 0)).wide, chart_of((most, 0, 0)).narrow):
        assert min(float(part.y) for part in picture.parts) >= AXIS - TALLEST - 0.1


def test_the_number_stands_above_its_column_and_none_above_an_empty_one():
    chart = chart_of((1_200, 34, 0), (0, 0, 0))
    assert [label.text for label in chart.wide.labels] == ["1,234", "Label 0", "Label 1"]


def test_nothing_to_show_is_no_chart():
    assert chart_of((0, 0, 0), (0, 0, 0)) is None


@pytest.mark.parametrize("count", [1, 3, 5, 12])
def test_names_under_columns_stand_apart(count):
    chart = chart_of(*[(1, 0, 0)] * count, labels=[f"Month ’{number:02}" for number in range(count)])
    for picture in (chart.wide, chart.narrow):
        below = [label for label in picture.labels if label.y == "161"]
        ends = [(float(one.x) - len(one.text) * LETTER / 2, float(one.x) + len(one.text) * LETTER / 2) for one in below]
        assert all(right <= left for (_a, right), (left, _b) in pairwise(ends))


def test_what_each_fill_means_is_said():
    assert chart_of((1, 1, 1)).keys == [("v-now", "One"), ("v-bar", "Two"), ("v-open", "Three")]
