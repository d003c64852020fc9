import json
import logging
import logging.config

import pytest
import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch
from django.utils.log import log_response

from portal.logs import RequestLogMiddleware, loggable_path, logging_config


def write(as_json: bool, capsys, act) -> str:
    config = logging_config(json=as_json, level="INFO")
    logging.config.dictConfig(config)
    act()
    return capsys.readouterr().err


@pytest.fixture(autouse=True)
def _restore_logging(settings):
    yield
    structlog.contextvars.clear_contextvars()
    logging.config.dictConfig(settings.LOGGING)


def test_production_writes_one_json_object_a_line(capsys):
    line = write(True, capsys, lambda: logging.getLogger("portal.mail").warning("sent %s", "letter 3"))

    written = json.loads(line)
    assert (written["event"], written["level"], written["logger"]) == ("sent letter 3", "warning", "portal.mail")
    assert written["timestamp"].endswith("Z")


def test_an_exception_stays_within_its_line_and_names_no_locals(capsys):
    def fail() -> None:
        password = "hunter2"
        try:
            raise ValueError(len(password))
        except ValueError:
            logging.getLogger("portal").exception("failed")

    written = json.loads(write(True, capsys, fail))

    assert "ValueError: 7" in written["exception"]
    assert "hunter2" not in written["exception"].replace('password = "hunter2"', "")


def test_other_modes_write_for_a_person(capsys):
    line = write(False, capsys, lambda: structlog.get_logger("portal").info("ready", port=8000))

    assert "ready" in line
    assert "port=8000" in line
    assert not line.startswith("{")


def test_a_refusal_has_no_traceback_and_a_failure_has(capsys):
    def end(status: int, error: Exception) -> str:
        request = RequestFactory().get("/cities/leeds/plan/manage/")

        def act() -> None:
            log_response(
                "Refused: %s", request.path, response=HttpResponse(status=status), request=request, exception=error
            )

        return write(False, capsys, act)

    assert end(403, PermissionDenied()) == ""
    assert "ValueError" in end(500, ValueError("broken"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123abcd-ef", True),
        ("short", False),
        ("with space in it", False),
        ("line\nbreak-in-it", False),
        ("x" * 65, False),
    ],
)
def test_a_request_keeps_a_well_formed_identifier_only(given, kept):
    request = RequestFactory().get("/", headers={"X-Request-ID": given})

    response = RequestLogMiddleware(lambda _: HttpResponse())(request)

    assert (response.headers["X-Request-ID"] == given) is kept
    assert response.headers["X-Request-ID"].isalnum() or kept


def test_a_line_has_the_identifier_of_its_request_but_not_the_query(capsys):
    request = RequestFactory().get("/search/?q=my+illness", headers={"X-Request-ID": "abcdefgh"})

    written = json.loads(write(True, capsys, lambda: RequestLogMiddleware(lambda _: HttpResponse(status=404))(request)))

    assert written["event"] == "GET /search/"
    assert (written["request_id"], written["status"]) == ("abcdefgh", 404)
    assert "illness" not in json.dumps(written)


def test_a_path_is_logged_without_its_token():
    request = RequestFactory().get("/accounts/confirm-email/MTI:1abc/")
    request.resolver_match = ResolverMatch(lambda: None, (), {"key": "MTI:1abc"})

    assert loggable_path(request) == "/accounts/confirm-email/<key>/"


def test_a_path_writes_no_line_of_its_own():
    request = RequestFactory().get("/x%0a00:00 [info] FAKE%1b[31m%E2%80%A8%C2%85%C5%B5")

    assert loggable_path(request) == "/x\\n00:00 [info] FAKE\\x1b[31m\\u2028\\x85ŵ"


def test_a_long_path_is_cut():
    assert len(loggable_path(RequestFactory().get("/" + "a" * 10_000))) == 500


@pytest.mark.parametrize("path", ["/healthz/live", "/static/css/site.css"])
def test_probes_and_static_files_are_not_worth_a_line(capsys, path):
    request = RequestFactory().get(path)

    assert write(True, capsys, lambda: RequestLogMiddleware(lambda _: HttpResponse())(request)) == ""
