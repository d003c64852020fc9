"""What the tests of moderating share: pages and forms as a person opens and sends them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from portal.accounts.models import User


def page(client: Client, person: User, name: str, *args: Any, **query: Any) -> Any:
    client.force_login(person)
    return client.get(reverse(name, args=args), query)


def send(client: Client, person: User, name: str, *args: Any, **data: Any) -> Any:
    client.force_login(person)
    return client.post(reverse(name, args=args), data)
