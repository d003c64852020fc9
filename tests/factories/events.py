"""Events, called through the act that makes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from network.events.models import Event
from network.events.services.planning import Particulars, call_event
from network.forum.models import Board
from network.forum.services.posting import Opening, Written
from portal.accounts.models import User
from tests.factories.forum import BoardFactory, member_of, rested


def event_on(board: Board | None = None, *, by: User | None = None, title: str = "A visit", **kwargs: Any) -> Event:
    """Return an event of two hours, a week ahead, on a board of the network unless another is given."""
    starts_at = kwargs.pop("starts_at", timezone.now() + timedelta(days=7))
    ends_at = kwargs.pop("ends_at", starts_at + timedelta(hours=2))
    host = by or member_of()
    rested(host)
    particulars = Particulars(starts_at=starts_at, ends_at=ends_at, **kwargs)
    return call_event(board or BoardFactory(), Opening(title=title), Written(body="Come."), particulars, by=host)
