"""The ledger of letters, what came back of them, and the addresses that mail no longer goes to."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WAITS_FOR = timedelta(days=3)
"""How long a letter may wait to be sent: later it would tell of what is past."""


def waits_until() -> datetime:
    """Return until when a letter that is made now may wait."""
    return timezone.now() + WAITS_FOR


class LetterState(models.TextChoices):
    """What became of a letter. One that failed is in doubt, or was refused for good, or was not taken in time."""

    DUE = "due", _("Due")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Failed")


class SuppressionCause(models.TextChoices):
    """Why mail does not go to an address any more."""

    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")


class Letter(models.Model):
    """One letter to one address. Its key says what it is about, so that the same letter is never sent twice.

    The text is not kept: letters carry one-use links, and the ledger must not hold secrets. While a letter is due
    its text waits in `sealed`, in case that its process ends before it is sent, or the mail server does not take it:
    `try_at` is then when it is tried again, and `until` how long it is worth sending. See `portal.mail.sweeping`.
    `in_spite` is the cause of a suppression that does not keep it.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.EmailField(_("recipient"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="letters"
    )
    subject = models.CharField(_("subject"), max_length=200)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=LetterState.choices, default=LetterState.DUE)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    sealed = models.BinaryField(null=True, editable=False)
    in_spite = models.CharField(max_length=12, choices=SuppressionCause.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failed tries"), default=0)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    try_at = models.DateTimeField(_("tried next"), null=True, blank=True)
    until = models.DateTimeField(_("worth sending until"), default=waits_until)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(
                condition=models.Q(sealed=None) | models.Q(state=LetterState.DUE), name="letter_text_only_while_due"
            ),
        ]
        indexes = [models.Index(fields=["made_at"], condition=models.Q(state=LetterState.DUE), name="letter_due")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}: {self.get_state_display()}"


class Suppression(models.Model):
    """An address that mail does not go to, since it bounced or its owner complained."""

    address = models.EmailField(_("address"))
    cause = models.CharField(_("cause"), max_length=12, choices=SuppressionCause.choices)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                name="suppression_once_per_address",
                violation_error_message=_("Letters to this address are stopped already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} ({self.get_cause_display()})"


class BounceKind(models.TextChoices):
    """What an event says of an address. A soft one may pass."""

    HARD = "hard", _("No such mailbox")
    SOFT = "soft", _("Refused for now")
    COMPLAINT = "complaint", _("Complaint")


class BounceSource(models.TextChoices):
    """Who told of an event. Each is believed only as far as it is signed: see `portal.mail.bounces`."""

    WEBHOOK = "webhook", _("The mail provider")
    MAILBOX = "mailbox", _("A letter that came back")
    SMTP = "smtp", _("The mail server, while sending")


class Bounce(models.Model):
    """That a letter did not reach an address, or that its reader complained. See `portal.mail.bounces`.

    `key` tells one event from another, whoever reports it and however often. `counts` is false once mail was let
    through to the address again.
    """

    address = models.EmailField(_("address"))
    kind = models.CharField(_("kind"), max_length=9, choices=BounceKind.choices)
    source = models.CharField(_("told by"), max_length=7, choices=BounceSource.choices)
    key = models.CharField(_("key"), max_length=100, unique=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    counts = models.BooleanField(_("counts"), default=True)

    class Meta:
        verbose_name = _("letter that came back")
        verbose_name_plural = _("letters that came back")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=BounceKind.values), name="bounce_kind_known"),
            models.CheckConstraint(condition=models.Q(source__in=BounceSource.values), name="bounce_source_known"),
        ]
        indexes = [models.Index(Lower("address"), models.F("at").desc(), name="bounce_of_address")]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_kind_display()}"


class Means(models.TextChoices):
    """How mail was let through to an address again."""

    LINK = "link", _("By the link of a trial letter")
    OWNER = "owner", _("By the person, after a complaint")
    ADMINISTRATOR = "administrator", _("By an administrator")


class Lifting(models.Model):
    """That mail was let through to an address again."""

    address = models.EmailField(_("address"))
    cause = models.CharField(_("why it was stopped"), max_length=12, choices=SuppressionCause.choices)
    means = models.CharField(_("how"), max_length=13, choices=Means.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("address let through again")
        verbose_name_plural = _("addresses let through again")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(means__in=Means.values), name="lifting_means_known"),
            models.CheckConstraint(
                condition=~models.Q(means=Means.ADMINISTRATOR) | ~models.Q(reason=""),
                name="lifting_by_administrator_for_a_reason",
                violation_error_message=_("Say what was put right, or what the person said."),
            ),
        ]
        indexes = [models.Index(Lower("address"), models.F("at").desc(), name="lifting_of_address")]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_means_display()}"
