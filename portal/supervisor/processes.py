"""Processes and ports: who is alive, who is ours, which port is free."""

from __future__ import annotations

import random
import signal
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

LOOPBACK = "127.0.0.1"
# Below the range from which Linux takes ports for outgoing connections.
PORTS = range(20_000, 32_000)


def is_alive(process: psutil.Process) -> bool:
    """Return whether `process` still runs; one that ended but was not collected does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def works_in(process: psutil.Process, folder: Path) -> bool:
    """Return whether `process` is alive and has `folder` as its working directory, as our servers do."""
    try:
        return is_alive(process) and Path(process.cwd()) == folder.resolve()
    except (psutil.Error, OSError):
        return False


def named_in(pid_file: Path, folder: Path) -> psutil.Process | None:
    """Return the living server of `folder` that `pid_file` names, or None when the file is stale."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
    except (OSError, ValueError, IndexError, psutil.Error):
        return None
    return process if works_in(process, folder) else None


def of(programs: frozenset[str], *places: Path) -> list[psutil.Process]:
    """Return every living process of `programs` that works in one of `places` or was started with it."""
    return [process for process in psutil.process_iter() if any(concerns(process, programs, place) for place in places)]


def concerns(process: psutil.Process, programs: frozenset[str], place: Path) -> bool:
    try:
        if process.name() not in programs or not is_alive(process):
            return False
        return works_in(process, place) or any(str(place) in argument for argument in process.cmdline())
    except (psutil.Error, OSError):
        return False


def stop(process: psutil.Process, signals: Iterable[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn and wait as many seconds for the end of `process`."""
    for number, seconds in signals:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return
        if wait_until(lambda: not is_alive(process), seconds):
            return


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Return True as soon as `condition` holds, or False after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def is_free(port: int) -> bool:
    """Return whether `port` of the loopback address can be listened on."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """Return `preferred` if it is free, else another port."""
    candidates = ([preferred] if preferred else []) + random.sample(PORTS, 50)
    return next(port for port in candidates if is_free(port))
