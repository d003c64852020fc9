"""Who is told what: followers, reminders, and links that take an update without a password."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.plans.models.action import Action
from cities.plans.models.plan import ActionPlan
from cities.plans.querysets import FollowQuerySet, UpdateLinkQuerySet


class Follow(models.Model):
    """Somebody who is told of what is published: an account, or an address that was confirmed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="plan_follows"
    )
    email = models.EmailField(_("email address"), blank=True)
    plan = models.ForeignKey(ActionPlan, null=True, blank=True, on_delete=models.CASCADE, related_name="follows")
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.CASCADE, related_name="follows")
    since = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(
        default=timezone.now, help_text=_("They were told of what was published until then.")
    )

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user=None) & ~Q(email="")), name="follow_by_one"
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=False, action=None) | Q(plan=None, action__isnull=False),
                name="follow_of_one",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(confirmed_at__isnull=False), name="follow_user_confirmed"
            ),
            models.UniqueConstraint(
                fields=["user", "plan"], condition=Q(user__isnull=False, plan__isnull=False), name="follow_plan_once"
            ),
            models.UniqueConstraint(
                fields=["user", "action"],
                condition=Q(user__isnull=False, action__isnull=False),
                name="follow_action_once",
            ),
            models.UniqueConstraint(
                Lower("email"), "plan", condition=Q(user=None, plan__isnull=False), name="follow_plan_once_by_address"
            ),
            models.UniqueConstraint(
                Lower("email"),
                "action",
                condition=Q(user=None, action__isnull=False),
                name="follow_action_once_by_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.email}, {self.thing}"

    @property
    def thing(self) -> ActionPlan | Action:
        """What is followed."""
        return self.plan or self.action  # type: ignore[return-value]  # follow_of_one


class PlanPreference(models.Model):
    """What a person chose about letters on action plans. Who has no row chose nothing, and is reminded."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_preference", verbose_name=_("person")
    )
    reminders = models.BooleanField(_("remind me when an update is due"), default=True)

    class Meta:
        verbose_name = _("preference on plans")
        verbose_name_plural = _("preferences on plans")

    def __str__(self) -> str:
        return str(self.person)


class Reminder(models.Model):
    """What one person was reminded of in one ISO week. The constraint is the rule: one letter a week at most."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_reminders")
    week = models.CharField(_("ISO week"), max_length=8, help_text=_("Such as 2026-W48."))
    actions = models.JSONField(default=list, help_text=_("The ids of the actions that it names."))
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["person", "week"], name="reminder_once_per_week"),
            models.CheckConstraint(condition=Q(week__regex=r"^\d{4}-W\d{2}$"), name="reminder_week_well_formed"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.week}"


class UpdateLink(models.Model):
    """A link in a reminder that takes one update of one action from one person. Only a digest of its token is kept."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="update_links")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = UpdateLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("update link")
        verbose_name_plural = _("update links")
        constraints = [
            models.CheckConstraint(condition=Q(used_at=None) | Q(revoked_at=None), name="update_link_settled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.action}"


class PlanVisit(models.Model):
    """When a member last read a plan, so that it can say what changed since."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_visits")
    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="visits")
    last_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("visit of a plan")
        verbose_name_plural = _("visits of plans")
        constraints = [models.UniqueConstraint(fields=["user", "plan"], name="plan_visit_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user}, {self.plan}"
