"""Logs and error reports: JSON lines in production, readable lines elsewhere, one identifier for each request."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any

import sentry_sdk
import structlog

from portal.masking import masked, masked_line, masked_report

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
QUIET_PATHS = ("/healthz/", "/static/")
LONGEST_PATH = 500  # characters

log = structlog.get_logger("portal.request")


def logging_config(*, json: bool, level: str) -> dict[str, Any]:
    """Return the `LOGGING` dictionary, and point structlog at the standard library's loggers."""
    steps = shared_steps()
    structlog.configure(
        processors=[*steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "portal": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": steps,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last_steps(json)],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "portal"}},
        "root": {"handlers": ["console"], "level": level.upper()},
        "loggers": {
            # Say nothing of their own: our middleware and the root handler say it once.
            "django": {"handlers": [], "level": level.upper(), "propagate": True},
            # A refusal is the line of its request, not a traceback; failures have theirs.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": {"handlers": [], "level": level.upper(), "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},
            # What Wagtail does is in its own history, and every save would be six lines here.
            "django_tasks": {"level": "WARNING"},
            "wagtail": {"level": "WARNING"},
            # One line for each task run, when it ends; not a second one when it arrives.
            "celery.worker.strategy": {"level": "WARNING"},
            # On a terminal only failures: the heartbeat alone would be three lines a minute.
            "celery.app.trace": {"level": "INFO" if json else "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }


def shared_steps() -> list[Any]:
    """Return what happens to every line, ours or a library's."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        without_trace_of_refusals,
        structlog.stdlib.ExtraAdder(allow=("duration_ms",)),
        structlog.processors.StackInfoRenderer(),
    ]


def without_trace_of_refusals(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out where in the code a visitor was refused: it is no fault of ours, and the line says whom and where."""
    record = event.get("_record")
    if record is not None and record.name.startswith("django.") and getattr(record, "status_code", 500) < 500:
        event.pop("exc_info", None)
    return event


def last_steps(json: bool) -> list[Any]:
    """Return how a line is written: for machines, or for a person at a terminal."""
    if json:
        return [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
            masked_line,
        ]
    return [
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        without_machine_fields,
        structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, pad_level=False, exception_formatter=structlog.dev.plain_traceback
        ),
        masked_line,
    ]


def without_machine_fields(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out what only a search through the logs of many machines needs."""
    event.pop("request_id", None)
    event.pop("logger", None)
    return event


def start_sentry(dsn: str) -> None:
    """Report errors to Sentry, without anything that identifies a reader, when an address is set."""
    if dsn:
        sentry_sdk.init(
            dsn=dsn,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            before_send=masked_report,  # type: ignore[arg-type]
        )


class RequestLogMiddleware:
    """Give each request an identifier, answer with it, and log one line when it ends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id(request))
        response = self.get_response(request)
        response.headers["X-Request-ID"] = structlog.contextvars.get_contextvars()["request_id"]
        log.log(
            level_of(request, response),
            f"{request.method} {loggable_path(request)}",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000),
        )
        return response


def request_id(request: HttpRequest) -> str:
    """Return the identifier that a proxy gave, if it looks like one, or a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex


def loggable_path(request: HttpRequest) -> str:
    """Return the path without its query, which holds what people search for, and without any token.

    It is cut to 500 characters, and what cannot be printed is escaped: no visitor writes a line of their own.
    """
    path = masked(request.path)
    return "".join(map(printable, path[:LONGEST_PATH]))


def printable(character: str) -> str:
    """Return a character as it can stand in a line of a log."""
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def level_of(request: HttpRequest, response: HttpResponse) -> int:
    """Return how loudly to say it: failures always, health checks and static files only when asked."""
    if response.status_code >= 500:
        return logging.ERROR
    return logging.DEBUG if request.path.startswith(QUIET_PATHS) else logging.INFO
