"""Actions of a plan: their text, milestones, and the advice that was asked for them."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Deferrable, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.places.models import AdviceRequest, Membership
from cities.plans.choices import Visibility
from cities.plans.history import kept
from cities.plans.models.plan import DAYS, ActionPlan, Objective
from cities.plans.querysets import ActionQuerySet
from portal.triggers import refuse

WRITTEN = pgtrigger.Insert | pgtrigger.Update


@kept(exclude=("position",))
class Action(models.Model):
    """One item of a plan. How far it has come is said by its updates, and stored nowhere else."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="actions")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="actions", verbose_name=_("objective")
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(
        _("summary"), max_length=2000, help_text=_("What will be done, in two or three sentences.")
    )
    outcome = models.TextField(
        _("intended outcome"), max_length=1000, blank=True, help_text=_("What will be different when it is done.")
    )
    owner = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_actions",
        verbose_name=_("owner"),
        help_text=_("The member who answers for it."),
    )
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    visibility = models.CharField(
        _("who reads it"), max_length=10, choices=Visibility.choices, default=Visibility.PARTNERS
    )
    position = models.PositiveIntegerField(_("position"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["objective__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="action_number_once_per_plan"),
            models.UniqueConstraint(
                fields=["objective", "position"], deferrable=Deferrable.DEFERRED, name="action_position_once"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="action_due_after_start",
                violation_error_message=_("The due date must not be before the start."),
            ),
            models.CheckConstraint(condition=Q(starts_on__range=DAYS, due_on__range=DAYS), name="action_days_bounded"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="action_visibility_known"),
        ]
        triggers = [
            refuse(
                "action_of_one_city",
                when=(
                    "NOT EXISTS (SELECT 1 FROM plans_objective o WHERE o.id = NEW.objective_id"
                    " AND o.plan_id = NEW.plan_id)"
                    " OR (NEW.owner_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM places_membership m"
                    " JOIN plans_actionplan p ON p.city_id = m.city_id"
                    " WHERE m.id = NEW.owner_id AND p.id = NEW.plan_id))"
                ),
                because="The objective and the owner of an action are of its own plan",
                on=WRITTEN,
            ),
            refuse(
                "action_stays_public_once_published",
                when=(
                    "NEW.visibility <> 'public' AND EXISTS"
                    " (SELECT 1 FROM plans_editionaction e WHERE e.action_id = NEW.id)"
                ),
                because="An action that an edition holds stays public",
                on=pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.plan.city.slug, self.pk])

    @property
    def city_id(self) -> int:
        """The city whose roles decide: its own plan's, never one kept in a session."""
        return self.plan.city_id


@kept(exclude=("position",))
class Milestone(models.Model):
    """A dated step of an action. It is done when it has the day on which it was."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "title"],
                name="milestone_title_once_per_action",
                violation_error_message=_("This action has a milestone of this name already."),
            ),
            models.CheckConstraint(condition=Q(due_on__range=DAYS, done_on__range=DAYS), name="milestone_days_bounded"),
        ]

    def __str__(self) -> str:
        return self.title


class ActionAdvice(models.Model):
    """A request for advice that was made from an action. One request is for one action."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="advice")
    request = models.OneToOneField(AdviceRequest, on_delete=models.CASCADE, related_name="action_link")

    class Meta:
        verbose_name = _("advice for an action")
        verbose_name_plural = _("advice for actions")
        triggers = [
            refuse(
                "advice_of_one_city",
                when=(
                    "NOT EXISTS (SELECT 1 FROM plans_action a JOIN plans_actionplan p ON p.id = a.plan_id"
                    " JOIN places_advicerequest r ON r.city_id = p.city_id"
                    " WHERE a.id = NEW.action_id AND r.id = NEW.request_id)"
                ),
                because="Advice is of the city of its action",
                on=WRITTEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.request}, {self.action}"
