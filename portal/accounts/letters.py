"""Letters to a person about their account that are ours and not allauth's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.accounts.adapter import KIND_PREFIX, letter_key, lifetimes
from portal.accounts.models import User
from portal.mail.letters import compose
from portal.mail.models import Letter
from portal.mail.services import send_letter


def write_to(person: User, name: str, *, act: str, until: datetime | None = None, **context: Any) -> Letter:
    """Send `account/email/<name>` to the person; `act` tells what it is about, and the same act is written of once.

    After `until` it is worth sending no more.
    """
    template = f"account/email/{name}"
    given = {"email": person.email, "name": person.display_name, **lifetimes(), **context}
    return send_letter(
        letter_key(template, person.email, {"key": act}),
        kind=f"{KIND_PREFIX}{name}",
        to=person.email,
        words=compose(template, given),
        person=person,
        until=until,
    )
