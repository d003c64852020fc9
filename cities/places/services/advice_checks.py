"""What must be so before an act on a request for advice: each raises ValidationError beside the field it is about."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.choices import CityRole
from cities.places.models import AdviceRequest, City, Membership
from portal.accounts.models import User

FURTHEST = timedelta(days=3 * 366)
"""A day further off than this, on either side, is a slip in the year."""


def advisers_of(city: City) -> list[User]:
    """Return the advisers who are assigned to a city."""
    rows = Membership.objects.active().of(city).filter(role=CityRole.ADVISER).select_related("user")
    return [row.user for row in rows if row.user.is_active]


def check_focus(city: City) -> None:
    if not city.is_focus:
        raise ValidationError(_("Advice days are for the focus cities."))


def check_waits(request: AdviceRequest) -> None:
    if not request.is_waiting:
        raise ValidationError(_("This request was answered meanwhile."))


def check_agreed(request: AdviceRequest) -> None:
    if not request.is_agreed:
        raise ValidationError(
            _("This is for a request that was agreed to. It is: %(state)s.") % {"state": request.get_state_display()}
        )


def check_adviser(request: AdviceRequest, adviser: User) -> None:
    """Refuse who neither advises the city nor gives this advice already."""
    if adviser != request.adviser and adviser not in advisers_of(request.city):
        raise ValidationError({"adviser": _("Choose an adviser of this city.")})


def check_to_come(field: str, day: date | None, *, unless: date | None = None) -> None:
    """Refuse a day that is over, unless it was said before, and one that is years away."""
    today = timezone.localdate()
    if day is None or day == unless:
        return
    if day < today:
        raise ValidationError({field: _("This date has passed. Give a later one, or leave it empty.")})
    if day > today + FURTHEST:
        raise ValidationError({field: _("This is more than three years away. Check the year.")})


def check_happened(on: date) -> None:
    """Refuse a day to come, and one that is years ago."""
    today = timezone.localdate()
    if on > today:
        raise ValidationError({"on": _("Give the day on which it happened, not one to come.")})
    if on < today - FURTHEST:
        raise ValidationError({"on": _("This is more than three years ago. Check the year.")})
