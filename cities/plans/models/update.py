"""What happened: updates with their evidence, and what co-owners say to them. All of it only grows."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.places.models import Partner
from cities.plans.choices import ENDED, EvidenceKind, Outlook, Stage, Stance
from cities.plans.models.action import WRITTEN, Action
from cities.plans.models.plan import DAYS
from cities.plans.querysets import EvidenceQuerySet, ResponseQuerySet, UpdateQuerySet
from cities.plans.triggers import append_only, frozen_once
from portal.media.models import PrivateFile
from portal.triggers import refuse


class Update(models.Model):
    """A dated, signed record of progress. A draft until it is published, and never changed after.

    A mistake is corrected by a further update that names it in `corrects` and takes its place in the story; drafts
    of several people may name the same one, and the first that is published is its correction.
    `counts_from` is the moment from which an update, or what it corrects, was public.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_updates")
    partner = models.ForeignKey(
        Partner,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plan_updates",
        verbose_name=_("for"),
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    outlook = models.CharField(_("outlook"), max_length=10, choices=Outlook.choices, blank=True)
    body = models.TextField(_("what happened"), max_length=4000, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_on = models.DateField(_("when"), null=True, blank=True)
    reported_on = models.DateField(_("date"), help_text=_("The day that it tells of."))
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    counts_from = models.DateTimeField(null=True, blank=True, editable=False)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("corrects")
    )
    is_by_link = models.BooleanField(_("sent by the link of a reminder"), default=False, editable=False)
    redacted_at = models.DateTimeField(_("text removed"), null=True, blank=True, editable=False)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-counts_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="update_stage_known"),
            models.CheckConstraint(condition=Q(outlook__in=["", *Outlook.values]), name="update_outlook_known"),
            models.CheckConstraint(
                condition=~Q(stage__in=ENDED) | Q(outlook=""),
                name="update_no_outlook_at_the_end",
                violation_error_message=_("What is done or dropped must not have an outlook."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(redacted_at__isnull=False) | ~Q(body=""),
                name="update_says_what_happened",
                violation_error_message=_("Say what happened."),
            ),
            models.CheckConstraint(
                condition=Q(next_on__gt=F("reported_on")),
                name="update_next_after_this",
                violation_error_message=_("The next step must be after the day that the update tells of."),
            ),
            models.CheckConstraint(
                condition=Q(reported_on__range=DAYS, next_on__range=DAYS), name="update_days_bounded"
            ),
            models.CheckConstraint(
                condition=Q(next_on=None) | ~Q(next_step="") | Q(redacted_at__isnull=False),
                name="update_next_step_named",
                violation_error_message=_("Say what the next step is."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, counts_from=None)
                | Q(published_at__isnull=False, counts_from__isnull=False, counts_from__lte=F("published_at")),
                name="update_counts_once_published",
            ),
            models.CheckConstraint(condition=~Q(corrects=F("pk")), name="update_corrects_another"),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(published_at__isnull=False),
                name="update_corrected_once",
                violation_error_message=_("A correction of this update was published already."),
            ),
            models.UniqueConstraint(
                fields=["action", "by"], condition=Q(published_at=None), name="update_one_draft_per_person"
            ),
        ]
        indexes = [
            models.Index(F("action"), F("counts_from").desc(), F("id").desc(), name="update_latest_of_action"),
            models.Index(fields=["-published_at"], name="update_newest"),
        ]
        triggers = [
            frozen_once(
                "update_frozen_once_published",
                condition="OLD.published_at IS NOT NULL",
                because="A published update is never changed or deleted",
            ),
            refuse(
                "update_of_one_city",
                when=(
                    "NEW.partner_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM plans_action a"
                    " JOIN plans_actionplan p ON p.id = a.plan_id JOIN places_partner r ON r.city_id = p.city_id"
                    " WHERE a.id = NEW.action_id AND r.id = NEW.partner_id)"
                    " OR NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM plans_update u"
                    " WHERE u.id = NEW.corrects_id AND u.action_id = NEW.action_id AND u.published_at IS NOT NULL)"
                ),
                because="An update is signed in its own city and corrects one of its own action",
                on=WRITTEN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.reported_on}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def dated(self) -> str:
        """The day from which a published update counts, and that of its correction: what every page dates it by."""
        if self.counts_from is None or self.published_at is None:
            return ""
        since = date_format(localdate(self.counts_from), "j F Y")
        if self.corrects_id is None:
            return since
        corrected = date_format(localdate(self.published_at), "j F Y")
        return gettext("%(since)s, corrected %(corrected)s") % {"since": since, "corrected": corrected}

    def former(self) -> list[Update]:
        """Return what it corrects, and what that corrected, back to the first: a query for each."""
        found: list[Update] = []
        wrong = self.corrects
        while wrong:
            found.append(wrong)
            wrong = wrong.corrects
        return found


class Evidence(models.Model):
    """What shows that an update is so: a link or a file, with its date and who published it.

    Of what an administrator took away, the kind and the date stay; `redacted_at` says when.
    """

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind.choices)
    title = models.CharField(_("title"), max_length=200)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    publisher = models.CharField(_("published by"), max_length=160, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    document = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    redacted_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
            models.CheckConstraint(
                condition=Q(url="", document__isnull=False, redacted_at=None)
                | (~Q(url="") & Q(document=None, redacted_at=None))
                | Q(title="", publisher="", url="", document=None, redacted_at__isnull=False),
                name="evidence_link_or_file",
                violation_error_message=_("Give an address or a file, and not both."),
            ),
            models.CheckConstraint(condition=Q(dated_on__range=DAYS), name="evidence_day_bounded"),
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.DECISION) | Q(dated_on__isnull=False),
                name="evidence_decision_dated",
                violation_error_message=_("Give the day of the decision."),
            ),
        ]
        triggers = [
            refuse(
                "evidence_before_publication",
                when=(
                    "EXISTS (SELECT 1 FROM plans_update u WHERE u.published_at IS NOT NULL"
                    " AND u.id IN (NEW.update_id, OLD.update_id))"
                    " AND COALESCE(current_setting('plans.redacting', true), '') <> 'on'"
                ),
                because="The evidence of a published update stays as it is",
                on=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                row="COALESCE(NEW, OLD)",
            )
        ]

    def __str__(self) -> str:
        return self.title if self.redacted_at is None else gettext("Evidence removed by an administrator")


class Response(models.Model):
    """What a co-owner says to an update, publicly and once: the second signature."""

    update = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="responses")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="plan_responses")
    stance = models.CharField(_("stance"), max_length=10, choices=Stance.choices)
    body = models.TextField(_("why"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_responses")
    at = models.DateTimeField(default=timezone.now, editable=False)
    redacted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "partner"],
                name="response_once_per_partner",
                violation_error_message=_("Your organisation has answered this update already."),
            ),
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="response_stance_known"),
            models.CheckConstraint(
                condition=Q(stance=Stance.AGREE) | ~Q(body="") | Q(redacted_at__isnull=False),
                name="response_says_why",
                violation_error_message=_("Say what you do not agree with."),
            ),
        ]
        triggers = [
            append_only("response_append_only", "A response"),
            refuse(
                "response_of_a_co_owner",
                when=(
                    "NOT EXISTS (SELECT 1 FROM plans_update u JOIN plans_actionpartner p ON p.action_id = u.action_id"
                    " WHERE u.id = NEW.update_id AND u.published_at IS NOT NULL AND p.partner_id = NEW.partner_id"
                    " AND p.part = 'co_owner' AND p.accepted_at IS NOT NULL)"
                ),
                because="Accepted co-owners answer published updates",
                on=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_stance_display()}"
