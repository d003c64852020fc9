"""What must be true before the portal is served: tables, static files, content, demonstration people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands

from portal.environment import EMBEDDED
from portal.forking import close_connections
from portal.supervisor.terminal import say


def prepare(*, static: bool) -> None:
    """Migrate, collect static files when they changed, and load what a new clone starts with."""
    say("preparing the database")
    call_command("migrate", interactive=False, verbosity=0)
    if static:
        collect_static()
    known = get_commands()
    if "load_starter_content" in known:
        call_command("load_starter_content")
    if "load_demo" in known and settings.PORTAL_MODE == EMBEDDED:
        call_command("load_demo")
    close_connections()


def collect_static() -> None:
    """Collect, hash and compress static files, unless they are those of the last time."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    digest = digest_of_static()
    if mark.exists() and mark.read_text() == digest:
        return
    say("collecting static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(digest)


def digest_of_static() -> str:
    """Return a digest that changes with any static file, and with how they are stored."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for path in static_sources():
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_sources() -> Iterator[Path]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield Path(storage.path(path))
