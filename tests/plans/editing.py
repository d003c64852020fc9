"""What the tests of editing share: browsers of people in a city, and the addresses of a plan."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cities.plans.models import Action
from portal.accounts.models import User

PDF = b"%PDF-1.7 minutes"


def browser_of(user: User) -> Client:
    """Return the browser of somebody who is signed in."""
    client = Client()
    client.force_login(user)
    return client


def address(name: str, action: Action, *more: int) -> str:
    """Return an address of an action."""
    return reverse(name, args=[action.plan.city.slug, action.pk, *more])


def text_form(action: Action, **changed: Any) -> dict[str, Any]:
    """Return what the form of an action sends: its text as it is, and what is changed."""
    sent = {
        "seen": action.version,
        "objective": action.objective_id,
        "title": action.title,
        "summary": action.summary,
        "outcome": action.outcome,
        "owner": action.owner_id or "",
        "starts_on": action.starts_on or "",
        "due_on": action.due_on or "",
        "visibility": action.visibility,
    }
    return {**sent, **changed}


def update_form(**changed: Any) -> dict[str, Any]:
    """Return what the form of an update sends, from somebody who has read all that others told of."""
    told = {"stage": "under_way", "outlook": "", "body": "It has begun."}
    return {**told, "known": 0, "others": 99, "act": "publish", **changed}


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def proof(row: int = 1, **given: Any) -> dict[str, Any]:
    """Return one row of evidence, as the form sends it."""
    row_of = {"kind": "document", "title": "Minutes", **given}
    return {f"evidence-{row}-{name}": value for name, value in row_of.items()}


def a_pdf(name: str = "minutes.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")
