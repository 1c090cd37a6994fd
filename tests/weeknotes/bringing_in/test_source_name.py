"""What is sent is called by a name short enough for a heading."""

from __future__ import annotations

import pytest

from weeknotes.bringing_in.forms import BringInForm


@pytest.mark.parametrize(
    ("count", "name"),
    [(1, "0.md"), (3, "0.md, 1.md, 2.md"), (4, "0.md and 3 more"), (60, "0.md and 59 more")],
)
def test_many_files_are_called_by_the_first_and_how_many_more(count, name):
    form = BringInForm()
    form.cleaned_data = {"text": "", "files": [(f"{number}.md", b"x") for number in range(count)]}
    assert form.source_name() == name
