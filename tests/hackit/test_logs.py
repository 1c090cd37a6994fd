"""What is written into the logs, and what is not."""

import json
import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from hackit.gunicorn import QuietLogger
from hackit.running.logs import JsonFormatter, PlainFormatter, WithoutKeys, WithRequest, request_id, without_keys


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
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["without_keys", "with_request"]
    with caplog.at_level(logging.WARNING, logger="django.request"):
        client.get("/answer/k3v.1xX5.s3cret/")
    (record,) = caplog.records
    assert WithoutKeys().filter(record)
    assert record.getMessage() == "Not Found: /answer/-/"


def record_of(message="It happened", *args, error=None, **more):
    info = (type(error), error, None) if error else None
    record = logging.LogRecord("hackit.mail.sending", logging.WARNING, "sending.py", 1, message, args, info)
    vars(record).update(more)
    assert WithRequest().filter(record)
    return record


FORGED = "mail\nERROR - django: forged\r\x1b[2J\u2028\x85end"


@pytest.mark.parametrize("formatter", [PlainFormatter(), JsonFormatter()])
def test_what_a_browser_sent_begins_no_line_of_its_own(formatter):
    line = formatter.format(record_of("Not Found: %s", FORGED))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


def test_a_traceback_is_set_in_whatever_the_exception_says():
    first, *rest = PlainFormatter().format(record_of(error=ValueError(FORGED))).split("\n")
    assert first == "WARNING - hackit.mail.sending: It happened"
    assert rest
    assert all(line.startswith("    ") for line in rest)


def test_every_line_of_a_request_carries_the_id_that_its_answer_carries(client, db, caplog):
    caplog.handler.addFilter(WithRequest())
    with caplog.at_level(logging.WARNING, logger="django.request"):
        answer = client.get("/nowhere/")
        (record,) = caplog.records
        assert record.request_id == answer["X-Request-ID"] != "-"
        assert client.get("/nowhere/")["X-Request-ID"] != answer["X-Request-ID"]
    client.get("/healthz").close()
    assert request_id.get() == "-"


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [(1, "7d3e-0001", True), (0, "7d3e-0001", False), (1, "short", False), (1, "x y\nforged line", False)],
)
def test_an_id_is_taken_from_a_proxy_of_ours_only(client, db, settings, proxies, given, taken):
    settings.PROXIES = proxies
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is taken


def access_line(caplog, path):
    logger = QuietLogger(Config())
    logger.access_log.propagate = True
    resp = SimpleNamespace(status="404 Not Found", sent=7, headers=[("X-Request-ID", "7d3e-0001")])
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1", "PATH_INFO": path}
    logger.cfg.set("accesslog", "-")
    logger.cfg.set("access_log_format", '"%(m)s %(U)s" %(s)s %({x-request-id}o)s')
    logger.setup(logger.cfg)
    with caplog.at_level(logging.INFO, logger="gunicorn.access"):
        logger.access(resp, [], environ, timedelta(milliseconds=3))
    logger.access_log.propagate = False
    (record,) = [one for one in caplog.records if one.name == "gunicorn.access"]
    return record


def test_an_answer_is_one_line_of_the_access_log_without_keys(caplog):
    record = access_line(caplog, "/feeds/s3cret/\nforged")
    assert record.getMessage() == '"GET /feeds/-/\\nforged" 404 7d3e-0001'
    line = json.loads(JsonFormatter().format(record))
    assert (line["status"], line["ms"], line["request"]) == ("404", 3, "7d3e-0001")
