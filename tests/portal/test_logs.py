import json
import logging
import logging.config

import pytest
import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, get_resolver, reverse
from django.utils.log import log_response

from portal.logs import RequestLogMiddleware, loggable_path, logging_config, start_sentry
from portal.masking import SECRET_ARGUMENTS, masked, masked_report


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


@pytest.fixture
def routes():
    """The routes as they are once a page was asked for."""
    return get_resolver().url_patterns and get_resolver()


def test_a_path_is_logged_without_its_token(routes):
    request = RequestFactory().get("/accounts/confirm-email/MTI:1abc/")
    request.resolver_match = ResolverMatch(lambda: None, (), {"key": "MTI:1abc"})

    assert loggable_path(request) == "/accounts/confirm-email/<key>/"


def test_a_short_secret_leaves_nothing_of_a_longer_one(routes):
    request = RequestFactory().get("/accounts/password/reset/key/6-d6c6-66abc6/")
    request.resolver_match = ResolverMatch(lambda: None, (), {"uidb36": "6", "key": "d6c6-66abc6"})

    assert loggable_path(request) == "/accounts/password/reset/key/<uidb36>/"


def test_every_route_with_a_secret_is_masked(routes):
    named = [
        (name, reversed_)
        for name in routes.reverse_dict
        if isinstance(name, str)
        for reversed_ in routes.reverse_dict.getlist(name)
    ]
    secret = [
        (name, given) for name, (forms, *_rest) in named for _form, given in forms if set(given) & set(SECRET_ARGUMENTS)
    ]
    assert {name for name, _given in secret} >= {"account_reset_password_from_key", "account_confirm_email"}
    for name, given in secret:
        address = reverse(name, kwargs=dict.fromkeys(given, "5ecret"))
        assert "5ecret" in address
        assert "5ecret" not in masked(f"Not Found: {address} https://x.example{address}5ecret/?next={address}")


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /plans/update/6:1tok",
        "Gone: //plans/update/6:1tok/x/6:1tok/",
        "/accounts/login/?next=%2Fplans%2Fupdate%2F6%3A1tok%2F",
        "/PLANS/UPDATE/6:1tok/",
    ],
)
def test_a_token_is_masked_however_its_address_is_written(routes, text):
    assert "1tok" in text
    assert "1tok" not in masked(text)


def test_masking_leaves_other_addresses_alone(routes):
    line = "GET /plans/ /cities/leeds/plan/ /accounts/password/reset/ /plans/update/"
    assert masked(line) == line


@pytest.mark.django_db
@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize("beginning", ["/plans/update/", "/plans/follow/", "/cities/invitations/", "/letters/"])
def test_no_line_of_a_request_has_its_token(capsys, as_json, method, beginning):
    written = write(as_json, capsys, lambda: getattr(Client(), method)(f"{beginning}6:1tok:rest/"))

    assert f"{beginning}<token>/" in written
    assert "1tok" not in written


def test_an_exception_is_written_without_the_token_of_its_address(capsys, routes):
    def fail() -> None:
        try:
            raise ValueError("No answer from https://x.example/plans/update/6:1tok/")
        except ValueError:
            logging.getLogger("portal").exception('failed at "/plans/follow/6:1tok/"')

    written = json.loads(write(True, capsys, fail))

    assert "https://x.example/plans/update/<token>/" in written["exception"]
    assert "1tok" not in json.dumps(written)


def test_a_report_of_an_error_has_no_token(routes):
    report = masked_report(
        {
            "request": {"url": "https://x.example/plans/update/6:1tok/", "query_string": "token=1tok"},
            "breadcrumbs": {"values": [{"message": "Gone: /plans/follow/6:1tok/", "data": {"n": 3}}]},
            "logentry": {"message": "Gone: %s", "params": ("/letters/6:1tok/",)},
        },
        {},
    )

    assert "1tok" not in json.dumps(report)
    assert report["request"] == {"url": "https://x.example/plans/update/<token>/"}
    assert report["breadcrumbs"]["values"][0]["data"] == {"n": 3}


def test_reports_of_errors_are_masked_and_without_locals(monkeypatch):
    given = {}
    monkeypatch.setattr("sentry_sdk.init", lambda **options: given.update(options))
    start_sentry("https://x@sentry.example/1")

    assert given["before_send"] is masked_report
    assert given["include_local_variables"] is False


@pytest.mark.parametrize(("status", "is_traced"), [(403, False), (400, False), (500, True)])
def test_a_refusal_is_one_line_and_a_fault_of_ours_has_its_trace(capsys, status, is_traced):
    def refuse() -> None:
        try:
            raise PermissionDenied
        except PermissionDenied as error:
            logging.getLogger("django.request").error("Answer: %s", "/", exc_info=error, extra={"status_code": status})

    written = write(False, capsys, refuse)

    assert ("Traceback" in written) is is_traced
    assert (written.count("\n") > 1) is is_traced


def test_a_path_writes_no_line_of_its_own():
    request = RequestFactory().get("/x%0a00:00 [info] FAKE%1b[31m%E2%80%A8%C2%85%C5%B5")

    assert loggable_path(request) == "/x\\n00:00 [info] FAKE\\x1b[31m\\u2028\\x85ŵ"


def test_a_long_path_is_cut():
    assert len(loggable_path(RequestFactory().get("/" + "a" * 10_000))) == 500


@pytest.mark.parametrize("path", ["/healthz/live", "/static/css/site.css"])
def test_probes_and_static_files_are_not_worth_a_line(capsys, path):
    request = RequestFactory().get(path)

    assert write(True, capsys, lambda: RequestLogMiddleware(lambda _: HttpResponse())(request)) == ""
