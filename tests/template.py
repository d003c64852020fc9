"""A migrated PostgreSQL cluster, made once for each state of the migrations and copied for each run of the tests.

Migrating takes longer than most test files. The copy is kept beside other temporary files, under a name made of all
that decides what is in it; a run whose copy is not there makes it, and others wait for that.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from portal.supervisor.folder import Folder
from portal.supervisor.lifecycle import Services
from portal.supervisor.postgres import Postgres
from portal.supervisor.processes import free_port

TEMPLATE = "TEST_TEMPLATE"
"""The variable that tells the workers which database is migrated."""
KEPT_FOR = 24 * 3600
"""Seconds after which the copy for another state of the migrations goes."""
ROOT = Path(__file__).resolve().parent.parent
DECIDING = (
    "*/**/migrations/*.py",
    "portal/home/prose/*.yaml",
    "portal/supervisor/*.py",
    "requirements/dev.lock",
    "tests/template.py",
)


def digest() -> str:
    """Return what stands for the state of the migrations, of the libraries' too, and of who may read the copy."""
    found = hashlib.sha256(f"{sys.version} {os.getuid()}".encode())
    for path in sorted({path for pattern in DECIDING for path in ROOT.glob(pattern)}):
        if ".venv" not in path.parts and "var" not in path.parts:
            found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def copy_into(folder: Path) -> None:
    """Fill an empty folder with a cluster whose database is migrated."""
    kept = Path(tempfile.gettempdir()) / f"rc-template-{digest()}"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            make(kept)
            forget_old(kept)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", kept, folder], check=True)
    folder.chmod(0o711)  # as `var/` is, so that the account of the services can pass
    Folder(folder).keep(Postgres.name, free_port())  # all copies know the port, and the password, of the first


def make(kept: Path) -> None:
    """Migrate a new cluster, and put it where it is looked for once it is whole."""
    making = Path(tempfile.mkdtemp(prefix="rc-template-"))
    making.chmod(0o711)
    services = Services(Folder(making), postgres=True, redis=False, throw_away=True)
    services.acquire()
    try:
        environment = {**os.environ, **services.addresses(), "VAR_DIR": str(making / "var")}
        (making / "var" / "static").mkdir(parents=True)
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--settings=portal.settings"],
            check=True,
            cwd=ROOT,
            env={**environment, "PORTAL_MODE": "test"},
        )
    finally:
        services.release()
    making.rename(kept)


def forget_old(kept: Path) -> None:
    """Remove the copies for other states of the migrations that were made a day ago or earlier."""
    for other in kept.parent.glob("rc-template-*"):
        if other.name != kept.name and other.is_dir() and time.time() - other.stat().st_mtime > KEPT_FOR:
            shutil.rmtree(other, ignore_errors=True)
