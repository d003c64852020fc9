"""Advice days: what each focus city may have, what was asked for, and an append-only ledger in half days."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.places.choices import AdviceAct, AdviceState
from cities.places.models.city import City
from cities.places.querysets import AdviceEntryQuerySet, AdviceRequestQuerySet

ALLOWANCE = 20
"""Half days: ten days for each focus city."""

HOLDING = [AdviceState.AGREED, AdviceState.DELIVERED]
"""The states in which half days are set aside for a request."""


class AdviceAccount(models.Model):
    """What a city may have, has committed and has used, in half days. Moved with each entry of the ledger."""

    city = models.OneToOneField(City, on_delete=models.PROTECT, related_name="advice_account")
    allowance = models.PositiveSmallIntegerField(_("allowance"), default=ALLOWANCE)
    committed = models.PositiveSmallIntegerField(_("committed"), default=0)
    used = models.PositiveSmallIntegerField(_("used"), default=0)

    class Meta:
        verbose_name = _("advice account")
        verbose_name_plural = _("advice accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(used__gte=0, used__lte=F("committed"), committed__lte=F("allowance")),
                name="advice_within_allowance",
                violation_error_message=_("There are not that many half days left."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.city)

    @property
    def left(self) -> int:
        """Half days that are not committed yet."""
        return self.allowance - self.committed


class AdviceRequest(models.Model):
    """A question for the advisers. The public sees its topic and what came of it once days were used on it."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="advice_requests", verbose_name=_("city"))
    topic = models.CharField(_("topic"), max_length=120, help_text=_("Public once days are used on it."))
    question = models.TextField(_("question"), max_length=2000, help_text=_("Read by the network and its advisers."))
    wanted_by = models.DateField(_("wanted by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AdviceState.choices, default=AdviceState.REQUESTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="advice_requested"
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="advice_given",
        verbose_name=_("adviser"),
    )
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=500, blank=True, help_text=_("Why it was declined."))
    allocated = models.PositiveSmallIntegerField(_("set aside"), default=0, editable=False)
    used = models.PositiveSmallIntegerField(_("used"), default=0, editable=False)
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Counts the acts on it, so that one from an old page is told apart.")
    )

    objects = AdviceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("advice request")
        verbose_name_plural = _("advice requests")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AdviceState.values), name="advice_state_known"),
            models.CheckConstraint(
                condition=Q(used__gte=0, used__lte=F("allocated")),
                name="advice_request_within_allocation",
                violation_error_message=_("There are not that many half days set aside for this request."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=HOLDING, allocated__gte=1) | (~Q(state__in=HOLDING) & Q(allocated=0)),
                name="advice_allocated_while_agreed",
                violation_error_message=_("Half days are set aside for a request that was agreed to, and no other."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AdviceState.DELIVERED) | Q(used=F("allocated")), name="advice_delivered_all_used"
            ),
        ]
        indexes = [models.Index(fields=["city", "state"], name="advice_request_of_city")]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("advice_request", args=[self.city.slug, self.pk])

    @property
    def left(self) -> int:
        """Half days set aside for it and not used yet."""
        return self.allocated - self.used

    @property
    def is_waiting(self) -> bool:
        return self.state == AdviceState.REQUESTED

    @property
    def is_agreed(self) -> bool:
        return self.state == AdviceState.AGREED


class AdviceEntry(models.Model):
    """One line of the ledger. The database refuses to change or delete it.

    A use that was logged by mistake is taken out by a further line, which names it in `corrects`: the pages
    then show neither, and the half days are there again.
    """

    account = models.ForeignKey(AdviceAccount, on_delete=models.PROTECT, related_name="entries")
    request = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, related_name="entries")
    act = models.CharField(_("act"), max_length=10, choices=AdviceAct.choices)
    half_days = models.PositiveSmallIntegerField(_("half days"))
    on = models.DateField(_("date"))
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("adviser")
    )
    outcome = models.TextField(_("what came of it"), max_length=1000, blank=True, help_text=_("Public."))
    private_note = models.TextField(
        _("private note"), max_length=1000, blank=True, help_text=_("For the advisers of the city and administrators.")
    )
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by", verbose_name=_("corrects")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = AdviceEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("advice entry")
        verbose_name_plural = _("advice entries")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=AdviceAct.values), name="advice_act_known"),
            models.CheckConstraint(condition=Q(half_days__gte=1), name="advice_half_days_positive"),
            models.CheckConstraint(
                condition=~Q(act=AdviceAct.USE) | ~Q(outcome=""),
                name="advice_use_has_outcome",
                violation_error_message=_("Say what came of it."),
            ),
            models.CheckConstraint(
                condition=Q(act=AdviceAct.CORRECT, corrects__isnull=False)
                | (~Q(act=AdviceAct.CORRECT) & Q(corrects=None)),
                name="advice_correction_names_a_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.half_days}: {self.request}"

    @property
    def is_use_that_counts(self) -> bool:
        """Whether it is a use that no further line takes out."""
        return self.act == AdviceAct.USE and not hasattr(self, "corrected_by")
