"""What is written into the logs, and what is not."""

import logging

import pytest

from hackit.logs import WithoutKeys, without_keys


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/feeds/s3cret/dmt.ics", "/feeds/-/dmt.ics"),
        ("/actions/feed/s3cret/mine.ics", "/actions/feed/-/mine.ics"),
        ("/answer/k3v.1xX5.s3cret/", "/answer/-/"),
        ("/actions/k3v/", "/actions/k3v/"),
        ("/meetings/answer/", "/meetings/answer/"),
    ],
)
def test_a_key_in_an_address_is_not_written_down(path, written):
    assert without_keys(path) == written


def test_an_answer_that_failed_is_logged_without_its_key(client, db, caplog, settings):
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["without_keys"]
    with caplog.at_level(logging.WARNING, logger="django.request"):
        client.get("/answer/k3v.1xX5.s3cret/")
    (record,) = caplog.records
    assert WithoutKeys().filter(record)
    assert record.getMessage() == "Not Found: /answer/-/"
