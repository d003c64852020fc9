"""What a visitor is answered at the addresses of the forum."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse


def answer(response: HttpResponse) -> str:
    """Return a status, or “in” where the visitor is sent to sign in."""
    is_door = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
    return "in" if is_door else str(response.status_code)


@dataclass(frozen=True)
class Page:
    """What a visitor is answered at an address."""

    answer: str
    text: str
    response: HttpResponse

    @classmethod
    def of(cls, response: HttpResponse) -> Page:
        return cls(answer(response), response.getvalue().decode(errors="replace"), response)
