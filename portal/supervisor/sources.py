"""Whether the code has changed, for the worker and beat of `make dev`; the web server watches for itself."""

from __future__ import annotations

from pathlib import Path

PACKAGES = ("portal", "handbooks", "cities")


class Sources:
    """The Python files of the portal as they were when last looked at."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seen = self._times()

    def have_changed(self) -> bool:
        """Return whether a file has come, gone or changed since the last call."""
        before, self.seen = self.seen, self._times()
        return before != self.seen

    def _times(self) -> dict[Path, int]:
        files = (path for package in PACKAGES for path in (self.root / package).rglob("*.py"))
        return {path: path.stat().st_mtime_ns for path in files if path.exists()}
