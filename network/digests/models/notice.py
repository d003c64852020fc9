"""What a person is told of in the portal: one notice for each cause, and the browsers that are told at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.digests.choices import LetterState, NoticeKind
from network.digests.querysets import NoticeQuerySet
from network.forum.models import Thread


class Notice(models.Model):
    """That something happened which concerns a person: once for each cause, even where a task runs twice.

    `object_id` is the key of the cause: see the `Describer` of its kind. Nothing of its text is kept; who may not see
    the cause any more sees no notice. `thread` says whose audience it follows, where it is one of the forum.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind.choices)
    source = models.CharField(_("what it is about"), max_length=20)
    object_id = models.PositiveBigIntegerField()
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    letter = models.CharField(max_length=8, choices=LetterState.choices, blank=True, default=LetterState.NONE)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "source", "object_id"], name="notice_once_per_cause"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(condition=Q(letter__in=LetterState.values), name="notice_letter_known"),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["id"], condition=Q(letter=LetterState.DUE), name="notice_letter_due"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()} {self.object_id}"


class Subscription(models.Model):
    """A browser of a person that takes notices by push. Source: RFC 8030, RFC 8291

    `told` is the key of the last notice that it was told of, or that was there before.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    told = models.PositiveBigIntegerField(default=0, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("browser that takes notices")
        verbose_name_plural = _("browsers that take notices")

    def __str__(self) -> str:
        return f"{self.person}: {self.endpoint[:60]}"
