"""What `manage.py` does around a command in embedded mode: services before it, and their end after it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from portal.environment import EMBEDDED, Environment
from portal.supervisor.folder import Folder
from portal.supervisor.lifecycle import Services
from portal.supervisor.terminal import complain
from portal.supervisor.trouble import Trouble

# These read code, not data.
WITHOUT_SERVICES = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "version",
}

current: Services | None = None
"""The services of the command that runs, for `serve`, which watches them."""


def needs_services(arguments: Sequence[str]) -> bool:
    """Return whether a command line works with data."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command.startswith("-") or {"--help", "-h", "--version"} & set(arguments):
        return False
    return command not in WITHOUT_SERVICES or "--database" in arguments


def embedded_services(environment: Environment) -> Services:
    """Return those services that no address in the environment replaces."""
    return Services(
        Folder(Path(environment.text("VAR_DIR"))),
        postgres=not environment.text("DATABASE_URL"),
        redis=not environment.text("REDIS_URL"),
    )


@contextmanager
def services_for(arguments: Sequence[str]) -> Iterator[None]:
    """Lead a command to the embedded services, and stop them after it unless others use them."""
    environment = Environment()
    if environment.mode != EMBEDDED or not needs_services(arguments):
        yield
        return
    signal.signal(signal.SIGTERM, leave)
    global current
    current = embedded_services(environment)
    current.acquire()
    try:
        os.environ.update(current.addresses())
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        current.release()


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """End on SIGTERM as on Ctrl-C: through every `finally`."""
    sys.exit(128 + number)


def follow_options(arguments: Sequence[str]) -> None:
    """Let `serve` decide, before the settings load, what they read from the environment."""
    if arguments[1:2] != ["serve"]:
        return
    port = option(arguments, "--port") or "8000"
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    if "--dev" in arguments:
        os.environ["PORTAL_DEBUG"] = "1"


def option(arguments: Sequence[str], name: str) -> str | None:
    """Return the value of `--name value` or `--name=value`."""
    for index, argument in enumerate(arguments):
        if argument == name:
            return next(iter(arguments[index + 1 : index + 2]), None)
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return None


def run(arguments: Sequence[str]) -> int:
    """Run one management command; return the exit code after trouble told in one line."""
    follow_options(arguments)
    try:
        with services_for(arguments):
            from django.core.management import execute_from_command_line

            execute_from_command_line(list(arguments))
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    return 0
