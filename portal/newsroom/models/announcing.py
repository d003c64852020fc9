"""The ledger of announcements: one row for each article and channel, so that none is told twice."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.newsroom.announcing.channels import name_of
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models.article import ArticlePage
from portal.newsroom.querysets import AnnouncementQuerySet


class Announcement(models.Model):
    """That an article was, or is to be, announced on one channel. `key` goes with every try.

    `attempts` rises with every try: whoever tries knows its number, and writes down the end of that one only. `tries`
    counts since an editor last let it be sent. `doubt_since` is when a try began of which nobody knows the end.
    """

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="announcements")
    channel = models.CharField(_("channel"), max_length=60)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=AnnouncementState.choices, default=AnnouncementState.DUE
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    try_at = models.DateTimeField(_("next try"), default=timezone.now)
    began_at = models.DateTimeField(_("began"), null=True)
    doubt_since = models.DateTimeField(_("in doubt since"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    said = models.CharField(_("what was said"), max_length=300, blank=True)
    address = models.URLField(_("where it stands"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    acted_at = models.DateTimeField(_("an editor acted"), null=True)
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("editor who acted last"),
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "channel"], name="announced_once_per_channel"),
            models.CheckConstraint(condition=Q(state__in=AnnouncementState.values), name="announcement_state_known"),
        ]
        indexes = [models.Index(fields=["try_at"], condition=Q(state__in=["due", "sending"]), name="announcement_due")]

    def __str__(self) -> str:
        return f"{self.article} ({self.channel})"

    @property
    def needs_a_hand(self) -> bool:
        return self.state in (AnnouncementState.UNKNOWN, AnnouncementState.FAILED)

    @property
    def was_held_back(self) -> bool:
        """Whether it was cancelled before anything left: an editor may announce it after all."""
        return self.state == AnnouncementState.CANCELLED and self.doubt_since is None

    @property
    def channel_name(self) -> str:
        return name_of(self.channel)
