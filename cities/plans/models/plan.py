"""A city's action plan and the objectives that its actions stand under."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Deferrable, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.places.days import FIRST_DAY, LAST_DAY
from cities.places.models import City
from cities.plans.history import kept
from cities.plans.querysets import ObjectiveQuerySet, PlanQuerySet
from portal.words.themes import Theme

SHORTEST_INTERVAL, LONGEST_INTERVAL = 7, 366
DAYS = (FIRST_DAY, LAST_DAY)
"""The range of every date of a plan: what lies outside it is a slip."""


@kept(exclude=("last_number",))
class ActionPlan(models.Model):
    """What a city network means to do in a period. Its language is that of its city's row.

    The text here is the working text, which the network reads; the public reads the last `Edition`.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="plans", verbose_name=_("city"))
    title = models.CharField(_("title"), max_length=160)
    vision = models.TextField(
        _("vision"), max_length=3000, blank=True, help_text=_("What will be different at the end.")
    )
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    review_interval = models.PositiveSmallIntegerField(
        _("days between updates"),
        default=90,
        validators=[MinValueValidator(SHORTEST_INTERVAL), MaxValueValidator(LONGEST_INTERVAL)],
        help_text=_("An action without an update for longer than this says so."),
    )
    last_number = models.PositiveIntegerField(default=0, editable=False, help_text=_("Given to an action last."))
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ["city__name", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["city"],
                condition=Q(archived_at=None),
                name="plan_one_live_per_city",
                violation_error_message=_("This city has an action plan already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message=_("The plan must end after it starts."),
            ),
            models.CheckConstraint(condition=Q(starts_on__range=DAYS, ends_on__range=DAYS), name="plan_days_bounded"),
            models.CheckConstraint(
                condition=Q(review_interval__range=(SHORTEST_INTERVAL, LONGEST_INTERVAL)), name="plan_interval_bounded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.city.slug])

    @property
    def is_live(self) -> bool:
        return self.archived_at is None


@kept(exclude=("position",))
class Objective(models.Model):
    """A heading of a plan."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="objectives")
    theme = models.CharField(_("theme"), max_length=30, choices=Theme.choices)
    title = models.CharField(_("title"), max_length=160)
    position = models.PositiveSmallIntegerField(_("position"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], deferrable=Deferrable.DEFERRED, name="objective_position_once"
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="objective_theme_known"),
        ]

    def __str__(self) -> str:
        return self.title
