"""Whoever signs up on the way to a page comes to it, although a letter lies between."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

pytestmark = pytest.mark.django_db

GIVEN = {
    "display_name": "Una",
    "email": "una@example.org",
    "digest": "weekly",
    "password1": "a-long-enough-password",
    "password2": "a-long-enough-password",
}


def sign_up(client: Client, wanted: str, capture) -> None:
    with capture(execute=True):
        client.post("/accounts/signup/", {**GIVEN, "next": wanted})
    key = re.search(r"/accounts/confirm-email/[^/\s]+/", mail.outbox[-1].body)[0]
    client.post(key)


def sign_in(client: Client) -> str:
    answer = client.post("/accounts/login/", {"login": GIVEN["email"], "password": GIVEN["password1"]})
    return answer["Location"]


def test_sign_up_on_the_way_leads_on(client, django_capture_on_commit_callbacks):
    sign_up(client, "/cities/leeds/join/", django_capture_on_commit_callbacks)
    assert sign_in(client) == "/cities/leeds/join/"


def test_foreign_address_is_not_followed(client, django_capture_on_commit_callbacks):
    sign_up(client, "https://evil.example/", django_capture_on_commit_callbacks)
    assert sign_in(client) == "/"
