"""Somebody who has not come for long and is asked whether to go on: `python -m tests.browser.digests`."""

from __future__ import annotations

import django

SILENT = "silent.reader@example.org"


def make_silent_reader() -> None:
    from datetime import UTC, datetime

    from network.digests.services.silence import ask_the_silent
    from tests.factories import UserFactory
    from tests.factories.digests import PreferenceFactory

    person = UserFactory(email=SILENT, display_name="Sian Silent", last_login=datetime(2020, 1, 1, tzinfo=UTC))
    PreferenceFactory(person=person, weekday=2, hour=9)
    ask_the_silent()


if __name__ == "__main__":
    django.setup()
    make_silent_reader()
