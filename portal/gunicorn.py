"""The web server's settings, for every mode: `gunicorn --config python:portal.gunicorn portal.wsgi`.

Two processes with four threads each suit two cores. WEB_CONCURRENCY, gunicorn's own variable, changes
the number of processes. The application is loaded before forking, so that they share its memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gunicorn.http import message

from portal.environment import PRODUCTION, Environment
from portal.logs import logging_config

env = Environment()

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 10
# A header must never say what the path is: pages are kept by it.
forwarder_headers = ""
forwarded_allow_ips = ""
# Bytes. Without a limit one line of megabytes keeps a process busy for a minute; with gunicorn's own highest, 8,190,
# who searches for 10,000 characters would get a bare line instead of a page of ours.
limit_request_line = message.MAX_REQUEST_LINE = 16_000
keepalive = 65  # longer than a proxy in front keeps an idle connection
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 (memory, so that a slow disk does not look like a stuck worker)
    worker_tmp_dir = "/dev/shm"  # noqa: S108
logconfig_dict = logging_config(json=env.mode == PRODUCTION, level=env.text("LOG_LEVEL"))


def pre_fork(server: Any, worker: Any) -> None:
    """Close what loading the application opened."""
    from portal.forking import close_connections

    close_connections()
