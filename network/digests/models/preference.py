"""How often, on which day and at what hour a person wants their digest."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.digests.choices import Cadence, NoticeKind, at_once_at_first
from portal.words.fields import ChoiceArrayField

EARLIEST, LATEST = 4, 23
"""Hours. Those from one to three are missing once a year and come twice once, where clocks change."""


class Preference(models.Model):
    """What a person chose. Who has none gets no digest, and the letters of `at_once_at_first`.

    `since` is when the rhythm was chosen last: no digest is planned for a moment before it.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_preference")
    cadence = models.CharField(_("how often"), max_length=6, choices=Cadence.choices, default=Cadence.WEEKLY)
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), default=0, validators=[MaxValueValidator(6)], help_text=_("0 is Monday.")
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"), default=7, validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    )
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    since = models.DateTimeField(default=timezone.now, editable=False)
    at_once = ChoiceArrayField(
        choices_class=NoticeKind, verbose_name=_("letters at once"), blank=True, default=at_once_at_first
    )
    plans_in_digest = models.BooleanField(
        _("tell me of plans in the digest"), default=True, help_text=_("And not by a letter of their own.")
    )
    asked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When they were asked whether to pause.")
    )
    kept_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When they said that they want to go on.")
    )

    class Meta:
        verbose_name = _("preference for digests")
        verbose_name_plural = _("preferences for digests")
        constraints = [
            models.CheckConstraint(condition=Q(cadence__in=Cadence.values), name="preference_cadence_known"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="preference_weekday_of_a_week",
                violation_error_message=_("Choose a day of the week."),
            ),
            models.CheckConstraint(
                condition=Q(hour__gte=EARLIEST, hour__lte=LATEST),
                name="preference_hour_of_every_day",
                violation_error_message=_("Choose an hour from 4 to 23."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_cadence_display()}"
