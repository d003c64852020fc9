"""A visitor whose requests commit, so that the letters they cause are really sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client


@dataclass
class Visitor:
    """A browser."""

    client: Client
    commits: Callable[..., Any]

    def get(self, path: str, **options: Any) -> HttpResponse:
        with self.commits(execute=True):
            return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> HttpResponse:
        with self.commits(execute=True):
            return self.client.post(path, data or {}, **options)

    def sign_in(self, email: str, password: str, **data: Any) -> HttpResponse:
        return self.post("/accounts/login/", {"login": email, "password": password, **data})

    def sign_up(self, **data: Any) -> HttpResponse:
        given = {"display_name": "Ada", "email": "ada@example.org", "digest": "weekly"}
        return self.post("/accounts/signup/", {**given, "password1": NEW, "password2": NEW, **data})

    @property
    def is_signed_in(self) -> bool:
        return "_auth_user_id" in self.client.session


NEW = "correct horse battery"


def link_in(mail: EmailMessage) -> str:
    """Return the path of the one-use link in a letter."""
    (found,) = re.findall(r"^http://localhost:8000(/accounts/\S+)$", mail.body, re.MULTILINE)
    return found


@pytest.fixture
def visitor(db: None, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]) -> Visitor:
    return Visitor(client, django_capture_on_commit_callbacks)
