"""The ledger: one row for each person, cadence and period, whatever becomes of it.

The broker is only a bell. What is to be sent, what is being sent and what was sent stands here, so that two beats,
a task that comes twice and a process that is killed change nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.digests.choices import Cadence, DigestState, ItemKind, Reason

SETTLED = [DigestState.SENT, DigestState.UNKNOWN, DigestState.EMPTY, DigestState.SKIPPED, DigestState.FAILED]
SENDABLE = [Cadence.DAILY, Cadence.WEEKLY]
TOLD_ONCE = [kind for kind in ItemKind.values if kind != ItemKind.THREAD]


class Run(models.Model):
    """A time at which something was planned, for the administrators' page.

    `planned` were written to be sent, whatever became of them then; `skipped` were written as skipped at once.
    """

    at = models.DateTimeField(default=timezone.now)
    planned = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0, help_text=_("Written down and not to be sent."))

    class Meta:
        verbose_name = _("run of digests")
        verbose_name_plural = _("runs of digests")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.planned}"


class Halt(models.Model):
    """While one is not over, no digest leaves: an administrator has stopped them all. What is due waits."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(_("why"), max_length=300)
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("stop of all digests")
        verbose_name_plural = _("stops of all digests")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(ended_at=None),
                name="halt_one_at_a_time",
                violation_error_message=_("All digests are stopped already."),
            ),
            models.CheckConstraint(
                condition=~Q(why=""),
                name="halt_for_a_reason",
                violation_error_message=_("Say why, for the other administrators."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.why}"


class Digest(models.Model):
    """The digest of one person for one period: the day, or the week that begins with a Monday, where they live.

    `due_at` is the moment that it is for, and `try_at` when the mail server is tried next. `attempts` counts how often
    it was taken up, so that nobody writes who took it up before others did; `tries` counts what failed. `shown` is what
    its text tells of, written before the text leaves: see `network.digests.building.choice.Choice`. Settling makes it
    count as told.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    cadence = models.CharField(_("how often"), max_length=6, choices=Cadence.choices)
    period = models.DateField(_("period"))
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="digests")
    state = models.CharField(_("state"), max_length=8, choices=DigestState.choices, default=DigestState.DUE)
    reason = models.CharField(_("reason"), max_length=14, choices=Reason.choices, blank=True)
    detail = models.CharField(_("detail"), max_length=300, blank=True, help_text=_("What the mail server said."))
    due_at = models.DateTimeField(_("due"))
    try_at = models.DateTimeField(_("tried next"))
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    shown = models.JSONField(default=list, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text=_("When what it shows came to count as told."))
    resent_at = models.DateTimeField(null=True, blank=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(fields=["person", "cadence", "period"], name="digest_once_per_period"),
            models.CheckConstraint(condition=Q(cadence__in=SENDABLE), name="digest_cadence_known"),
            models.CheckConstraint(condition=Q(state__in=DigestState.values), name="digest_state_known"),
            models.CheckConstraint(condition=Q(reason__in=["", *Reason.values]), name="digest_reason_known"),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, settled_at__isnull=False)
                | Q(~Q(state__in=SETTLED), settled_at__isnull=True),
                name="digest_settled_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DigestState.CLAIMED, DigestState.SENDING]) | Q(claimed_at__isnull=False),
                name="digest_in_hands_since",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DigestState.SKIPPED, DigestState.FAILED, DigestState.UNKNOWN]) | ~Q(reason=""),
                name="digest_unsent_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["try_at", "id"], condition=Q(state=DigestState.DUE), name="digest_due"),
            models.Index(fields=["person", "-due_at"], name="digest_of_person"),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state__in=[DigestState.CLAIMED, DigestState.SENDING]),
                name="digest_in_hands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.cadence} {self.period}: {self.get_state_display()}"

    @property
    def may_be_sent_again(self) -> bool:
        """Whether it may not have arrived, so that a person may send it again."""
        return self.state in (DigestState.UNKNOWN, DigestState.FAILED)

    @property
    def key(self) -> str:
        """What the Message-ID is made of: the same for the same person and period, also when it is sent again."""
        return f"digest:{self.person_id}:{self.cadence}:{self.period:%Y-%m-%d}"


class DigestItem(models.Model):
    """A thing that a person was told of. It is told of once, so that nothing needs a window of time."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    object_id = models.PositiveBigIntegerField()
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="items")

    class Meta:
        verbose_name = _("item of a digest")
        verbose_name_plural = _("items of digests")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "object_id"], name="item_once_per_person"),
            models.CheckConstraint(condition=Q(kind__in=TOLD_ONCE), name="item_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.object_id}"
