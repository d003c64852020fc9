"""`manage.py serve`: prepare the portal, run web, worker and beat, and stop them together."""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import sys
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.conf import settings

from portal.environment import BASE_DIR
from portal.supervisor import commands, processes
from portal.supervisor.family import Family
from portal.supervisor.folder import Folder
from portal.supervisor.guardian import Guardian
from portal.supervisor.lifecycle import Services, open_lock
from portal.supervisor.prepare import prepare
from portal.supervisor.sources import Sources
from portal.supervisor.terminal import say
from portal.supervisor.trouble import Trouble

WEB_SECONDS = 90
NAMES = ("web", "worker", "beat")
PYTHON = sys.executable
# Quiet: no banner. Root is warned in vain about a machine that is its own.
CELERY = [PYTHON, "-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet", "--app", "portal"]


def serve(port: int, *, dev: bool = False) -> None:
    """Run the portal until Ctrl-C. Raises Trouble when it cannot start or a part of it ends by itself."""
    services = commands.current
    # A shell that starts it in the background has it ignore Ctrl-C, and every process below it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    with only_one(settings.VAR_DIR):
        check_port(port)
        Folder(settings.VAR_DIR).keep_served(settings.SITE_URL)
        guardian = Guardian(services.release if services else lambda: None)
        family = Family(guardian, {"PORTAL_DEBUG": "1"} if dev else {})
        try:
            prepare(static=not dev)
            start(family, port, dev=dev)
            await_web(family, port)
            announce(port)
            watch(family, services, dev=dev)
        except KeyboardInterrupt:
            say("stopping")
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            family.stop()
            guardian.dismiss()


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Refuse a second portal in the same folder; wait for one that is just ending after a kill."""
    path = var / "serve.lock"
    file = open_lock(path)
    try:
        if not locked(file):
            holder = path.read_text().strip()
            if (holder and psutil.pid_exists(int(holder))) or not processes.wait_until(lambda: locked(file), 30):
                raise Trouble(f"the portal already runs from this folder (process {holder}); stop it with Ctrl-C there")
        os.truncate(path, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(file)


def locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def check_port(port: int) -> None:
    """Raise Trouble when another program listens on `port`."""
    if not processes.is_free(port):
        raise Trouble(f"port {port} is taken by another program; choose one: make run PORT={port + 1}")


def start(family: Family, port: int, *, dev: bool) -> None:
    """Start the web server, the worker and beat."""
    if dev:
        web = [PYTHON, "manage.py", "runserver", f"{processes.LOOPBACK}:{port}"]
    else:
        web = [PYTHON, "-m", "gunicorn", "--config", "python:portal.gunicorn"]
        web += ["--bind", f"{processes.LOOPBACK}:{port}", "portal.wsgi"]
    family.start("web", web)
    family.start("worker", [*CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"])
    family.start("beat", [*CELERY, "beat", "--pidfile", ""])


def await_web(family: Family, port: int) -> None:
    """Wait until the web server answers. Raises Trouble when it, or another child, ends instead."""
    end = time.monotonic() + WEB_SECONDS
    while not answers(port):
        check_children(family)
        if time.monotonic() > end:
            raise Trouble(f"the web server did not answer on port {port} within {WEB_SECONDS} seconds")
        family.listen(0.3)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(processes.LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/healthz/live", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def announce(port: int) -> None:
    """Print the address and the demonstration sign-ins, last of all that the start says."""
    lines = [f"Resilient Cities is at http://localhost:{port}"]
    accounts = settings.VAR_DIR / "demo-accounts.txt"
    if accounts.exists():
        lines.append("Demonstration sign-ins of this clone:")
        lines += [f"  {line}" for line in accounts.read_text().expandtabs(36).splitlines()]
    lines.append("Ctrl-C stops it.")
    say("\n".join(lines))


def watch(family: Family, services: Services | None, *, dev: bool) -> None:
    """Show the log until something ends that should not. Raises Trouble that says what.

    In development a worker may end, for instance at a mistake in its code; it starts again at the next change.
    """
    sources = Sources(BASE_DIR)
    while True:
        family.listen(1.0)
        check_children(family, ("web",) if dev else NAMES)
        for name in services.ended() if services else []:
            raise Trouble(f"{name} has ended by itself (see {settings.VAR_DIR / 'log' / name}.log); stopped everything")
        if dev and sources.have_changed():
            say("the code has changed; starting worker and beat again")
            family.restart("worker")
            family.restart("beat")


def check_children(family: Family, names: Container[str] = NAMES) -> None:
    if child := family.ended(names):
        family.listen(0.5)
        code = child.process.returncode
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        raise Trouble(f"{child.name} {how}; its last lines are above; stopped everything")
