"""Threads: what is talked about, where, and how far the numbers of its posts have come."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from network.forum.choices import Kind
from network.forum.models.board import Board
from network.forum.querysets import ThreadQuerySet
from network.forum.text import slug_of
from portal.words.fields import ChoiceArrayField
from portal.words.themes import Theme

SHOWN = Q(hidden_at=None, merged_into=None, last_number__gt=0)
"""Threads that lists show: published, not hidden, and not grown into another."""


class Thread(models.Model):
    """A conversation on a board. `last_number` is the number given last, written under the lock of this row.

    One without a number waits for a moderator: its first post is held. `city` is the author's, as it was.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="threads", verbose_name=_("board"))
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DISCUSSION)
    themes = ChoiceArrayField(choices_class=Theme, verbose_name=_("themes"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads")
    city = models.ForeignKey(City, null=True, on_delete=models.PROTECT, related_name="threads")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    last_post_at = models.DateTimeField(default=timezone.now, editable=False)
    pinned_at = models.DateTimeField(_("pinned"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    answer = models.OneToOneField(
        "forum.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="answers", verbose_name=_("answer")
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = ["-last_post_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="thread_kind_known"),
            models.CheckConstraint(condition=~Q(title=""), name="thread_has_a_title"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="thread_merged_into_another"),
            models.CheckConstraint(
                condition=Q(answer=None) | Q(answered_at__isnull=False), name="thread_answer_has_a_day"
            ),
        ]
        indexes = [
            models.Index(F("board"), F("last_post_at").desc(), F("id").desc(), condition=SHOWN, name="thread_of_board"),
            models.Index(F("last_post_at").desc(), F("id").desc(), condition=SHOWN, name="thread_newest"),
            models.Index(F("kind"), F("last_post_at").desc(), F("id").desc(), condition=SHOWN, name="thread_of_kind"),
            models.Index(F("author"), F("last_post_at").desc(), F("id").desc(), name="thread_of_author"),
            models.Index(F("board"), condition=Q(pinned_at__isnull=False), name="thread_pinned"),
            models.Index(
                F("last_post_at").desc(),
                F("id").desc(),
                condition=SHOWN & Q(last_number=1),
                name="thread_unanswered",
            ),
            GinIndex(fields=["themes"], name="thread_themes"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.board.slug, self.pk, self.slug])

    @property
    def slug(self) -> str:
        """Words of the title for the address. The key decides; the words are for people."""
        return slug_of(self.title)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_pinned(self) -> bool:
        return self.pinned_at is not None

    @property
    def replies(self) -> int:
        """How many posts came after the first. Numbers have no gaps, so nothing is counted."""
        return max(self.last_number - 1, 0)
