"""What outlets printed: adding it, and changing it, which also takes it from the pages of readers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from portal.newsroom.choices import SuggestionState
from portal.newsroom.models import Coverage, Suggestion
from portal.newsroom.url_keys import url_key


class AlreadyThere(ValidationError):
    """What is at this address is recorded. `coverage` is the record."""

    def __init__(self, coverage: Coverage) -> None:
        said = _("This is recorded already: “%(headline)s”, %(outlet)s. Change that record instead.")
        super().__init__(said % {"headline": coverage.headline, "outlet": coverage.outlet}, code="already_there")
        self.coverage = coverage


def recorded(address: str, *, besides: int | None = None) -> Coverage | None:
    """Return the coverage at an address, however that is written. Raises ValueError for no address."""
    there = Coverage.objects.filter(url_key=url_key(address)).exclude(pk=besides)
    return there.select_related("outlet").first()


@transaction.atomic
def add_coverage(coverage: Coverage, *, by: Any) -> Coverage:
    """Record what an outlet printed; a suggestion of the same address is accepted with it.

    Raises PermissionDenied, AlreadyThere.
    """
    check_permission(by)
    coverage.added_by = by
    save(coverage)
    accept_suggestions(coverage, by=by)
    return coverage


@transaction.atomic
def change_coverage(coverage: Coverage, *, by: Any) -> Coverage:
    """Keep what was changed. An address that is another now is asked anew. Raises PermissionDenied, AlreadyThere."""
    check_permission(by)
    was = Coverage.objects.select_for_update().get(pk=coverage.pk)
    if was.url != coverage.url:
        coverage.asked_at = coverage.failing_since = coverage.dead_since = None
        coverage.answer = ""
    save(coverage)
    return coverage


def check_permission(by: Any) -> None:
    if not has_perm("newsroom.keep_coverage", by):
        raise PermissionDenied


def save(coverage: Coverage) -> None:
    """Save with its cities, articles and actions. Raises AlreadyThere, also where two add the same at once.

    What an outlet of the demonstration is said to have printed is of the demonstration, and marked so.
    """
    coverage.is_demo = coverage.outlet.is_demo
    there = recorded(coverage.url, besides=coverage.pk)
    if there is not None:
        raise AlreadyThere(there)
    try:
        with transaction.atomic():
            coverage.save()
    except IntegrityError as error:
        there = recorded(coverage.url, besides=coverage.pk)
        if there is None:
            raise
        raise AlreadyThere(there) from error


def accept_suggestions(coverage: Coverage, *, by: Any) -> None:
    """Settle what was suggested of the same address, also what was declined before."""
    for suggestion in Suggestion.objects.filter(url_key=coverage.url_key):
        settle(suggestion, SuggestionState.ACCEPTED, by=by, coverage=coverage)


def settle(suggestion: Suggestion, state: str, *, by: Any, coverage: Coverage | None = None) -> None:
    """Write down what was decided of a suggestion."""
    suggestion.state, suggestion.coverage = state, coverage
    suggestion.settled_at, suggestion.settled_by = timezone.now(), by
    suggestion.save(update_fields=["state", "coverage", "settled_at", "settled_by"])
