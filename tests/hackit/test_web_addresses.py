"""Addresses of pages elsewhere, as people type and paste them into a form."""

import pytest
from django.core.exceptions import ValidationError

from hackit.forms import NO_LINK, WebAddressField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/page", "https://example.org/page"),
        ("http://example.org", "http://example.org"),
        (" www.example.org ", "https://www.example.org"),
        ("intranet.example.org/paper.pdf", "https://intranet.example.org/paper.pdf"),
        ("Intranet.Example.org:8443/a?b=c#d", "https://Intranet.Example.org:8443/a?b=c#d"),
    ],
)
def test_an_address_is_completed_where_it_is_plainly_one(typed, kept):
    assert WebAddressField().clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "report.pdf",
        "files",
        "minutes/june",
        "javascript:alert(1)//example.org/",
        "ftp://example.org/a",
        "someone@example.org",
        "someone@example.org/",
        "//example.org/a",
        "https://",
        "example.org/a b",
    ],
)
def test_what_is_none_is_refused_and_not_guessed_at(typed):
    with pytest.raises(ValidationError, match=NO_LINK):
        WebAddressField().clean(typed)


def test_nothing_is_nothing():
    assert WebAddressField(required=False).clean("  ") == ""
