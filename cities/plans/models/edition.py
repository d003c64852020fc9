"""Editions: a plan as it was published, frozen with a checksum and endorsed by partners."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.models import Partner
from cities.plans.models.action import Action
from cities.plans.models.plan import ActionPlan
from cities.plans.querysets import EditionActionQuerySet, EditionQuerySet
from cities.plans.triggers import append_only
from portal.triggers import refuse
from portal.words.themes import Theme


class Edition(models.Model):
    """A numbered, frozen issue of a plan. The public reads text and structure as of the last one.

    `payload` is the plan's text as `cities.plans.freezing` writes it, without names of people;
    `checksum` is the SHA-256 of its canonical JSON.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    note = models.TextField(_("what is new in it"), max_length=1000, blank=True)
    payload = models.JSONField()
    checksum = models.CharField(_("checksum"), max_length=64)
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="edition_number_once_per_plan"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_numbered_from_one"),
            models.CheckConstraint(condition=Q(checksum__regex=r"^[0-9a-f]{64}$"), name="edition_checksum_whole"),
        ]
        triggers = [append_only("edition_append_only", "An edition")]

    def __str__(self) -> str:
        return _("%(plan)s, edition %(number)s") % {"plan": self.plan, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("plan_edition", args=[self.plan.city.slug, self.number])


class EditionAction(models.Model):
    """An action in an edition: the index of the payload, by which lists find what editions hold.

    Its row keeps PostgreSQL from deleting an action that was published.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="actions")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    theme = models.CharField(max_length=30, choices=Theme.choices)
    lead = models.CharField(max_length=160, blank=True, help_text=_("The organisation, where it has accepted."))
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    entries = ArrayField(models.PositiveIntegerField(), default=list)
    precedents = ArrayField(models.PositiveIntegerField(), default=list)
    position = models.PositiveIntegerField()

    objects = EditionActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action in an edition")
        verbose_name_plural = _("actions in editions")
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "action"], name="edition_action_once")]
        indexes = [
            GinIndex(fields=["entries"], name="edition_action_entries"),
            GinIndex(fields=["precedents"], name="edition_action_precedents"),
        ]
        triggers = [
            append_only("edition_action_append_only", "An edition"),
            refuse(
                "edition_action_of_one_plan",
                when=(
                    "NOT EXISTS (SELECT 1 FROM plans_edition e JOIN plans_action a ON a.plan_id = e.plan_id"
                    " WHERE e.id = NEW.edition_id AND a.id = NEW.action_id)"
                ),
                because="An edition holds actions of its own plan",
                on=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Endorsement(models.Model):
    """A partner stands behind an edition: publicly and once."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="endorsements")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="endorsements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "partner"],
                name="endorsement_once_per_partner",
                violation_error_message=_("Your organisation has endorsed this edition already."),
            )
        ]
        triggers = [
            append_only("endorsement_append_only", "An endorsement"),
            refuse(
                "endorsement_of_one_city",
                when=(
                    "NOT EXISTS (SELECT 1 FROM plans_edition e JOIN plans_actionplan p ON p.id = e.plan_id"
                    " JOIN places_partner r ON r.city_id = p.city_id"
                    " WHERE e.id = NEW.edition_id AND r.id = NEW.partner_id)"
                ),
                because="Partners endorse the plan of their own city",
                on=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.edition}"
