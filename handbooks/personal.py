"""What the handbooks keep about a person: the address that they left with a report of a problem."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from handbooks.models import ProblemReport
from portal.accounts.models import User
from portal.accounts.privacy import register_eraser, register_exporter


def register() -> None:
    register_exporter("reported_problems", copy_of)
    register_eraser(forget)


def reports_of(person: User) -> QuerySet[ProblemReport]:
    """Return the reports that were sent with the person's address."""
    return ProblemReport.objects.filter(email__iexact=person.email)


def copy_of(person: User) -> list[dict[str, Any]]:
    columns = ("page__title", "section", "message", "email", "reported_at", "answer")
    return [dict(zip(columns, row, strict=True)) for row in reports_of(person).values_list(*columns)]


def forget(person: User) -> None:
    """Remove the address; the report is about a page and stays with it."""
    reports_of(person).update(email="")
