"""One log for several processes: each line under the name of who wrote it."""

from __future__ import annotations

import sys

WIDTH = 6
COLOURS = {"portal": 36, "web": 32, "worker": 33, "beat": 35}


def say(text: str, *, name: str = "portal") -> None:
    """Write each line of `text` to standard output, prefixed with `name`."""
    label = f"{name:<{WIDTH}} |"
    if sys.stdout.isatty():
        label = f"\033[{COLOURS.get(name, 37)}m{label}\033[0m"
    for line in text.splitlines():
        sys.stdout.write(f"{label} {line}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"portal: {text}\n")
    sys.stderr.flush()
