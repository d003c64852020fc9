"""A letter that left, and the address that it comes back to."""

from __future__ import annotations

import pytest

from portal.mail.models import Letter
from portal.mail.returns import LETTER, envelope_of
from tests.mail.returns.letters import ADA


@pytest.fixture(autouse=True)
def return_address(settings):
    settings.MAIL_RETURN_ADDRESS = "bounces@cities.example"


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(key="a", kind="reminder", recipient=ADA, message_id="<a@x>", state="sent")


@pytest.fixture
def back(letter: Letter) -> str:
    return envelope_of(LETTER, letter.pk, ADA)
