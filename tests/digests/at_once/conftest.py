"""A reader of letters at once, a thread of theirs, and the letters that leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.utils import timezone

from network.digests.models import Preference
from network.digests.services.telling import write_letters
from network.forum.models import Thread
from portal.accounts.models import User
from tests.digests.at_once.letters import ALL, LATER
from tests.factories.forum import BoardFactory, ThreadFactory, member_of


@pytest.fixture
def reader(leeds) -> User:
    """Somebody who chose letters at once of every kind."""
    person = member_of(leeds, user__email="reader@example.org")
    Preference.objects.update_or_create(person=person, defaults={"at_once": ALL})
    return person


@pytest.fixture
def writer(leeds) -> User:
    return member_of(leeds, user__display_name="Ada Byron")


@pytest.fixture
def thread(reader) -> Thread:
    return ThreadFactory(author=reader, title="Who owns the heat?", board=BoardFactory(title="Energy", slug="energy"))


@pytest.fixture
def written(mailoutbox, django_capture_on_commit_callbacks) -> Callable[..., list[EmailMessage]]:
    """Run the task some minutes later, and return the letters that left, parsed from their bytes."""

    def run(after: timedelta = LATER) -> list[EmailMessage]:
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            write_letters(timezone.now() + after)
        return [message_from_bytes(mail.message().as_bytes(), policy=default) for mail in mailoutbox[before:]]

    return run
