"""`var/`: what this clone keeps between runs, and the addresses of its services."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from portal.environment import SERVED_AT
from portal.supervisor.trouble import Trouble

LARGEST_LOG = 5_000_000


@dataclass(frozen=True)
class Address:
    """Where an embedded service listens on the loopback address, and its password."""

    port: int
    password: str


class Folder:
    """The folder of embedded services, with `services.json` in it, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.addresses = self.path / "services.json"

    def prepare(self) -> None:
        """Make the folder. Raises Trouble when it cannot be written."""
        try:
            self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
            (self.path / "log").mkdir(mode=0o700, exist_ok=True)
            probe = self.path / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Trouble(f"{self.path} cannot be written ({error.strerror}); set VAR_DIR to another folder") from error

    def address(self, service: str) -> Address | None:
        """Return the address of `service`, or None before its first start."""
        try:
            kept = json.loads(self.addresses.read_text()).get(service)
            return Address(**kept) if kept else None
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise Trouble(f"{self.addresses} belongs to another user; run this as the one who made it") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise Trouble(f"{self.addresses} is damaged; put back a copy of it, or move {self.path} away") from error

    def keep(self, service: str, port: int) -> Address:
        """Keep `port` for `service`, with the password it has or a new one."""
        known = self.address(service) or Address(port, secrets.token_urlsafe(32))
        address = replace(known, port=port)
        everything = json.loads(self.addresses.read_text()) if self.addresses.exists() else {}
        everything[service] = asdict(address)
        self.write(self.addresses, json.dumps(everything, indent=2))
        return address

    def keep_served(self, url: str) -> None:
        """Keep the address at which the portal is served, for commands beside it that write letters."""
        self.write(self.path / SERVED_AT, f"{url}\n")

    def write(self, path: Path, text: str) -> None:
        """Replace a file of the folder in one step, readable by its owner alone."""
        new = path.with_suffix(".new")
        with open(new, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        owner = self.path.stat()
        if os.geteuid() == 0:  # so that a run by root does not lock out whose clone it is
            os.chown(new, owner.st_uid, owner.st_gid)
        new.replace(path)

    def log(self, service: str) -> Path:
        """Return the log of `service`, begun anew once it has grown large."""
        path = self.path / "log" / f"{service}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.old"))
        return path
