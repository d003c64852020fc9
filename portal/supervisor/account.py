"""Whom the embedded services run as. PostgreSQL refuses root, so root gets an account of their own."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.supervisor.terminal import say
from portal.supervisor.trouble import Trouble

NAME = "rc-services"


@dataclass(frozen=True)
class Account:
    """An unprivileged account, or with `uid` None whoever started the portal."""

    name: str = ""
    uid: int | None = None
    gid: int | None = None

    @property
    def popen(self) -> dict[str, Any]:
        """Return the arguments that make `subprocess` run a program as this account."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def account_for(data: Path) -> Account:
    """Return the account for the services whose data is in `data`, which may not exist yet.

    Raises Trouble when the data belongs to somebody else.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() == 0:
        return of_user(pwd.getpwuid(owner)) if owner else dedicated()
    if owner not in (None, os.geteuid()):
        raise Trouble(f"{data} belongs to another user; run this as the one who made it, or move it away")
    return Account()


def of_user(user: pwd.struct_passwd) -> Account:
    return Account(user.pw_name, user.pw_uid, user.pw_gid)


def dedicated() -> Account:
    """Return the account that is kept for the services, made on first use."""
    try:
        return of_user(pwd.getpwnam(NAME))
    except KeyError:
        pass
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        raise Trouble("root cannot run PostgreSQL and useradd is missing; run this as an ordinary user")
    command = [
        program,
        "--system",
        "--no-create-home",
        "--home-dir",
        "/",
        "--shell",
        "/usr/sbin/nologin",
        NAME,
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode not in (0, 9):  # 9: somebody else made it a moment ago
        raise Trouble(f"the account {NAME} could not be made: {made.stderr.strip()}")
    say(f"made the system account {NAME}, because PostgreSQL does not run as root")
    return of_user(pwd.getpwnam(NAME))


def open_the_way(account: Account, paths: Iterable[Path]) -> None:
    """Let `account` pass through the folders above `paths`: at most o+x, and a line that says so."""
    if account.uid is None:
        return
    parents = {parent for path in paths for parent in path.resolve().parents}
    for folder in sorted(parents):
        status = folder.stat()
        if status.st_uid == account.uid or status.st_mode & stat.S_IXOTH:
            continue
        try:
            folder.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)
        except OSError as error:
            raise Trouble(f"{account.name} cannot pass through {folder} ({error.strerror}); run: chmod o+x") from error
        say(f"let other users pass through {folder} (chmod o+x), because {account.name} has to")


def must_read(account: Account, path: Path) -> None:
    """Raise Trouble unless every user may read and run `path`."""
    if account.uid is not None and not path.stat().st_mode & stat.S_IROTH:
        raise Trouble(f"{account.name} cannot read {path}; run: chmod -R o+rX {path.parent}")
