"""When and where an event was until it changed: what the letter on the change says beside how it is now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from network.events.models import Event


@dataclass(frozen=True, kw_only=True)
class Former:
    """What those who come had been told, at one sequence of the event."""

    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    link: str

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(**{name: getattr(event, name) for name in cls.__dataclass_fields__})

    @classmethod
    def read(cls, sent: dict[str, Any]) -> Self:
        """Return what a task was handed."""
        moments = {name: datetime.fromisoformat(sent[name]) for name in ("starts_at", "ends_at")}
        return cls(**{**sent, **moments})

    @property
    def sent(self) -> dict[str, Any]:
        """As a task is handed it."""
        moments = {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}
        return {**asdict(self), **moments}
