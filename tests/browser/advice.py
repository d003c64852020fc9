"""Advice days of one city at each point of their way, made through the acts of their room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

ANSWERED = "Community shares for the Antidisestablishmentarian baths"
PLANNED = "Leasing empty homes to a community group"
WAITS = "Social value in the catering contract"


def make_advice(city: Any, *, member: Any, adviser: Any) -> None:
    """Make a request that waits, one that is agreed to and begun, one delivered, and one declined."""
    from django.utils.timezone import localdate

    from cities.places.services import advice

    today = localdate()

    def ask(topic: str) -> Any:
        return advice.request_advice(
            city, topic=topic, question="How do others do it?\n\nWe have a draft.", by=member, wanted_by=today
        )

    def log(asked: Any, half_days: int, note: str = "") -> None:
        advice.log_use(
            asked,
            half_days,
            by=adviser,
            adviser=adviser,
            on=today,
            outcome="The draft was read line by line.\n\nThe network sells in two rounds.",
            private_note=note,
        )

    answered, planned = ask(ANSWERED), ask(PLANNED)
    ask(WAITS)
    for asked, half_days in ((answered, 5), (planned, 4)):
        advice.allocate(asked, half_days, by=adviser, adviser=adviser, planned_on=today + timedelta(days=2))
    log(answered, 5, note="The treasury officer has doubts.")
    log(planned, 1)
    advice.close(answered, by=adviser)
    advice.decline(ask("A logo"), by=adviser, reason="The days are not for that. Ask the media partners.")
