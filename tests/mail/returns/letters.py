"""What the tests of what comes back share: whom the letter went to, and why mail to addresses stopped."""

from __future__ import annotations

from portal.mail.models import Suppression

ADA = "Ada@example.org"


def causes() -> dict[str, str]:
    return dict(Suppression.objects.values_list("address", "cause"))
