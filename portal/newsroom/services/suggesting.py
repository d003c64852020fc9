"""What becomes of what the feeds of outlets brought: an editor accepts or declines it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.newsroom.choices import SuggestionState
from portal.newsroom.models import Coverage, Suggestion
from portal.newsroom.services.coverage import add_coverage, check_permission, recorded, settle

FORGET_AFTER = timedelta(days=90)


@transaction.atomic
def accept(suggestion: Suggestion, *, by: Any) -> Coverage:
    """Record a suggestion as coverage of its outlet, and of the outlet's city, as it stands.

    Raises PermissionDenied, AlreadyThere, and ValidationError for what an editor has to complete first.
    """
    check_permission(by)
    waiting = Suggestion.objects.waiting().select_for_update(of=("self",)).select_related("feed__outlet__city")
    taken = waiting.filter(pk=suggestion.pk).first()
    if taken is None:
        raise ValidationError(_("“%(headline)s” does not wait any more.") % {"headline": suggestion})
    suggestion = taken
    if suggestion.printed_on is None:
        raise ValidationError(_("“%(headline)s” has no date. Open it and give it one.") % {"headline": suggestion})
    there = recorded(suggestion.url)
    if there is not None:
        settle(suggestion, SuggestionState.ACCEPTED, by=by, coverage=there)
        return there
    outlet = suggestion.feed.outlet
    coverage = Coverage(
        outlet=outlet, headline=suggestion.headline, printed_on=suggestion.printed_on, url=suggestion.url
    )
    if outlet.city is not None:
        coverage.cities.set([outlet.city])
    return add_coverage(coverage, by=by)


@transaction.atomic
def decline(suggestions: Iterable[Suggestion], *, by: Any) -> int:
    """Say that these are no coverage, so that they are not suggested again. Raises PermissionDenied."""
    check_permission(by)
    keys = [suggestion.pk for suggestion in suggestions]
    waiting = list(Suggestion.objects.select_for_update().waiting().filter(pk__in=keys))
    for suggestion in waiting:
        settle(suggestion, SuggestionState.DECLINED, by=by)
    return len(waiting)


def clear_suggestions(on: datetime | None = None) -> int:
    """Remove what nobody decided upon for ninety days; what was declined is kept, or it would be suggested again."""
    before = (on or timezone.now()) - FORGET_AFTER
    return Suggestion.objects.waiting().filter(found_at__lte=before).delete()[0]
