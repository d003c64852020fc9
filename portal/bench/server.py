"""The real web server, as `serve` starts it, on a free port, and the process that drives it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.bench import client
from portal.bench.client import Job, Seen
from portal.supervisor import commands, processes
from portal.supervisor.guardian import Guardian, finish_group
from portal.supervisor.serve import answers
from portal.supervisor.trouble import Trouble

START_SECONDS = 90
STOP = ((processes.signal.SIGTERM, 15.0), (processes.signal.SIGKILL, 5.0))
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "python:portal.gunicorn"]


class Bench:
    """A running server and the process that drives it."""

    def __init__(self, port: int, driver: subprocess.Popen[str]) -> None:
        self.port = port
        self.host = f"localhost:{port}"
        self.driver = driver

    def drive(self, paths: list[str], **options: Any) -> Seen:
        """Have `paths` asked for in turn; `options` are those of a Job. Raises Trouble when an answer fails."""
        job = Job(self.port, self.host, paths, **options)
        assert self.driver.stdin  # noqa: S101
        assert self.driver.stdout  # noqa: S101
        self.driver.stdin.write(json.dumps(asdict(job)) + "\n")
        self.driver.stdin.flush()
        line = self.driver.stdout.readline()
        if not line:
            raise Trouble("the process that drives the load has ended")
        seen = Seen(**json.loads(line))
        if seen.failures or not seen.answers:
            raise Trouble(f"{seen.failures} of {seen.answers} answers failed at {paths[0]} (see {log_file()})")
        return seen


@contextmanager
def running_bench() -> Iterator[Bench]:
    """Run the server and its driver; both end with the block, or with this process if it is killed."""
    services = commands.current
    guardian = Guardian(services.release if services else lambda: None)
    port = processes.free_port()
    children: list[subprocess.Popen[Any]] = []
    try:
        children.append(start_server(port, guardian))
        await_answer(children[0], port)
        children.append(start_driver(guardian))
        yield Bench(port, children[1])
    finally:
        for child in children:
            processes.stop(processes.psutil.Process(child.pid), STOP)
            child.wait()
        finish_group(guardian.pid, 5.0)
        guardian.dismiss()


def start_server(port: int, guardian: Guardian) -> subprocess.Popen[bytes]:
    """Start gunicorn with the settings of `serve` and the bare page; its log goes to a file."""
    environment = {**os.environ, "PORTAL_BENCH": "1", "SITE_URL": f"http://localhost:{port}"}
    log_file().parent.mkdir(parents=True, exist_ok=True)
    with log_file().open("wb") as log:
        server = subprocess.Popen(  # noqa: S603
            [*GUNICORN, "--bind", f"{processes.LOOPBACK}:{port}", "portal.wsgi"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=guardian.pid,
        )
    guardian.protect(server.pid)
    return server


def start_driver(guardian: Guardian) -> subprocess.Popen[str]:
    """Start the client as a file: it needs nothing of ours."""
    driver = subprocess.Popen(  # noqa: S603
        [sys.executable, client.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        process_group=guardian.pid,
    )
    guardian.protect(driver.pid)
    return driver


def await_answer(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers. Raises Trouble when it ends instead, or takes too long."""
    settled = processes.wait_until(lambda: server.poll() is not None or answers(port), START_SECONDS, pause=0.2)
    if not settled or server.poll() is not None:
        raise Trouble(f"the web server did not start (see {log_file()})")


def log_file() -> Path:
    return Path(settings.VAR_DIR) / "log" / "bench.log"
