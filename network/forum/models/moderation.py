"""Reports of posts, what is laid on people, and the log of what moderators did."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.forum.choices import FlagReason, ModerationAct, SanctionKind, Verdict
from network.forum.models.board import Board
from network.forum.models.post import Post
from network.forum.models.thread import Thread
from network.forum.querysets import FlagQuerySet, ModerationEntryQuerySet, SanctionQuerySet
from portal.triggers import refuse


class Flag(models.Model):
    """A reader's report of a post: once per person and post, settled once."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags")
    reason = models.CharField(_("reason"), max_length=10, choices=FlagReason.choices)
    note = models.TextField(_("what is wrong"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a post")
        verbose_name_plural = _("reports of posts")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "by"],
                name="flag_once_per_person",
                violation_error_message=_("You have reported this post already."),
            ),
            models.CheckConstraint(condition=Q(reason__in=FlagReason.values), name="flag_reason_known"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, verdict="")
                | Q(settled_at__isnull=False, settled_by__isnull=False, verdict__in=Verdict.values),
                name="flag_settled_with_a_verdict",
            ),
        ]
        indexes = [models.Index(fields=["post"], condition=Q(settled_at=None), name="flag_open")]

    def __str__(self) -> str:
        return f"{self.post}: {self.get_reason_display()}"


class Sanction(models.Model):
    """A warning, or a time in which a person may not write or reads only what is public."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=12, choices=SanctionKind.choices)
    reason = models.TextField(_("reason"), max_length=1000, help_text=_("The person reads it."))
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning, silence or suspension")
        verbose_name_plural = _("warnings, silences and suspensions")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SanctionKind.values), name="sanction_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="sanction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind=SanctionKind.WARNING, until=None)
                | (~Q(kind=SanctionKind.WARNING) & Q(until__isnull=False, until__gt=F("at"))),
                name="sanction_has_an_end",
                violation_error_message=_("Say until when; the end must be in the future."),
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="sanction_of_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class ModerationEntry(models.Model):
    """One line of the log of what moderators did: it is never changed. It names rows and no words of posts."""

    act = models.CharField(_("act"), max_length=12, choices=ModerationAct.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    board = models.ForeignKey(Board, null=True, on_delete=models.PROTECT, related_name="+")
    from_board = models.ForeignKey(Board, null=True, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, null=True, on_delete=models.PROTECT, related_name="moderation")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="moderation")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    objects = ModerationEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the moderation log")
        verbose_name_plural = _("moderation log")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(act__in=ModerationAct.values), name="moderation_act_known")]
        triggers = [
            refuse(
                "moderation_append_only",
                when="TRUE",
                because="The moderation log is never changed or deleted",
                on=pgtrigger.Update | pgtrigger.Delete,
                row="COALESCE(NEW, OLD)",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_act_display()}"
