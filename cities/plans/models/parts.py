"""Who carries an action and on what ground: partners with their answer, entries and precedents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.places.models import Partner
from cities.plans.choices import Part
from cities.plans.history import kept
from cities.plans.models.action import WRITTEN, Action
from cities.plans.querysets import ActionPartnerQuerySet, BasisQuerySet
from handbooks.models import EntryPage, PrecedentPage
from portal.triggers import refuse


@kept()
class ActionPartner(models.Model):
    """A partner that an action names. It is shown as asked until a member of its own accepts."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="action_parts", verbose_name=_("organisation")
    )
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ActionPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner in an action")
        verbose_name_plural = _("partners in actions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "partner"],
                name="action_partner_once",
                violation_error_message=_("This organisation has a part in this action already."),
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(part=Part.LEAD, declined_at=None),
                name="action_one_lead",
                violation_error_message=_("This action has a lead already."),
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="action_part_known"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None), name="action_partner_one_answer"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, accepted_at=None, declined_at=None)
                | Q(answered_by__isnull=False) & (Q(accepted_at__isnull=False) | Q(declined_at__isnull=False)),
                name="action_partner_answer_signed",
            ),
        ]
        triggers = [
            refuse(
                "action_partner_of_one_city",
                when=(
                    "NOT EXISTS (SELECT 1 FROM plans_action a JOIN plans_actionplan p ON p.id = a.plan_id"
                    " JOIN places_partner r ON r.city_id = p.city_id"
                    " WHERE a.id = NEW.action_id AND r.id = NEW.partner_id)"
                ),
                because="The partners of an action are of its own city",
                on=WRITTEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.get_part_display()}"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None

    @property
    def is_asked(self) -> bool:
        return self.accepted_at is None and self.declined_at is None

    @property
    def is_declined_lead(self) -> bool:
        """Whether it was to lead and does not: another one may be named, and this one stays to be read."""
        return self.part == Part.LEAD and self.declined_at is not None


@kept()
class Basis(models.Model):
    """What permits an action or what it follows: one entry, one precedent, or that no power is needed and why."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="bases")
    entry = models.ForeignKey(
        EntryPage, null=True, blank=True, on_delete=models.PROTECT, related_name="action_bases", verbose_name=_("entry")
    )
    precedent = models.ForeignKey(
        PrecedentPage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="action_bases",
        verbose_name=_("precedent"),
    )
    none_needed = models.BooleanField(_("no power is needed"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("basis")
        verbose_name_plural = _("bases")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, precedent=None, none_needed=False)
                | Q(entry=None, precedent__isnull=False, none_needed=False)
                | Q(entry=None, precedent=None, none_needed=True),
                name="basis_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(none_needed=False) | ~Q(note=""),
                name="basis_none_needed_says_why",
                violation_error_message=_("Say why no power is needed."),
            ),
            models.UniqueConstraint(
                fields=["action", "entry"], condition=Q(entry__isnull=False), name="basis_entry_once"
            ),
            models.UniqueConstraint(
                fields=["action", "precedent"], condition=Q(precedent__isnull=False), name="basis_precedent_once"
            ),
            models.UniqueConstraint(fields=["action"], condition=Q(none_needed=True), name="basis_none_needed_once"),
        ]
        triggers = [
            refuse(
                "basis_none_or_some",
                when=(
                    "(NEW.none_needed OR NEW.entry_id IS NOT NULL) AND EXISTS (SELECT 1 FROM plans_basis b"
                    " WHERE b.action_id = NEW.action_id AND b.id <> NEW.id"
                    " AND CASE WHEN NEW.none_needed THEN b.entry_id IS NOT NULL ELSE b.none_needed END)"
                ),
                because="An action that needs no power names none",
                on=WRITTEN,
            )
        ]

    def __str__(self) -> str:
        return str(self.entry or self.precedent or _("No power is needed"))
