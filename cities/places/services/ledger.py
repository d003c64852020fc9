"""The ledger of advice days: each line moves the account of the city and the request with it, or is not written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.choices import AdviceAct
from cities.places.days import in_days
from cities.places.models import AdviceAccount, AdviceEntry, AdviceRequest, City
from portal.accounts.models import User

SIGNS = {
    AdviceAct.ALLOCATE: (1, 0),
    AdviceAct.RELEASE: (-1, 0),
    AdviceAct.USE: (0, 1),
    AdviceAct.CORRECT: (0, -1),
}
"""What an act does to the half days that are set aside, and to those that are used."""


def account_of(city: City) -> AdviceAccount:
    """Return the account of a city, made when it is first asked for."""
    return AdviceAccount.objects.get_or_create(city=city)[0]


def write(
    request: AdviceRequest,
    act: AdviceAct,
    half_days: int,
    *,
    by: User,
    on: date | None = None,
    adviser: User | None,
    outcome: str = "",
    private_note: str = "",
    corrects: AdviceEntry | None = None,
    changes: Mapping[str, Any] = MappingProxyType({}),
) -> AdviceEntry:
    """Add a line, and make `changes` to the request with it. The caller has locked the request.

    The database refuses what would overspend the account or the request, also when two people allocate at
    the same instant. Raises ValidationError with how much there is.
    """
    if half_days < 1:
        raise ValidationError({"half_days": _("Give at least half a day.")})
    account = account_of(request.city)
    set_aside, used = (sign * half_days for sign in SIGNS[act])
    try:
        with transaction.atomic():
            AdviceRequest.objects.filter(pk=request.pk).update(
                allocated=F("allocated") + set_aside, used=F("used") + used, version=F("version") + 1, **changes
            )
            AdviceAccount.objects.filter(pk=account.pk).update(
                committed=F("committed") + set_aside, used=F("used") + used
            )
    except (IntegrityError, DataError) as error:  # DataError: more than the column holds
        raise ValidationError({"half_days": not_enough(request, act)}) from error
    request.refresh_from_db()
    return AdviceEntry.objects.create(
        account=account,
        request=request,
        act=act,
        half_days=half_days,
        on=on or timezone.localdate(),
        adviser=adviser,
        outcome=outcome,
        private_note=private_note,
        corrects=corrects,
        recorded_by=by,
    )


def not_enough(request: AdviceRequest, act: AdviceAct) -> str:
    """Say how much there is, to an act that asked for more."""
    if act == AdviceAct.ALLOCATE:
        left = in_days(account_of(request.city).left)
        return _("%(city)s has %(days)s left to agree.") % {"city": request.city, "days": left}
    request.refresh_from_db(fields=["allocated", "used"])
    return _("This request has %(days)s set aside and not used.") % {"days": in_days(request.left)}
