"""What one person has read, follows, keeps and is writing. Nobody else is ever shown any of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.forum.choices import Level, Why
from network.forum.models.board import Board
from network.forum.models.post import LONGEST, Post
from network.forum.models.thread import Thread
from portal.words.themes import Theme


class Participant(models.Model):
    """A person in the forum: from when on things are new to them, and when they last posted."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participant")
    read_before = models.DateTimeField(
        default=timezone.now, help_text=_("Threads whose last post is older count as read.")
    )
    posted_at = models.DateTimeField(null=True, blank=True, help_text=_("When they last sent a post."))
    feed_key = models.PositiveIntegerField(default=1, help_text=_("Raised to revoke the addresses of their feeds."))

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    def __str__(self) -> str:
        return str(self.person)


class Reader(models.Model):
    """How far a person has read a thread, and how closely they follow it.

    What is unread is arithmetic: the thread's last number less the greatest of what was read.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readings")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readers")
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, blank=True)
    why = models.CharField(_("why"), max_length=10, choices=Why.choices, blank=True)
    last_read = models.PositiveIntegerField(default=0)
    digested = models.PositiveIntegerField(default=0, help_text=_("The last number that a digest told of."))

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        constraints = [
            models.UniqueConstraint(fields=["person", "thread"], name="reader_once_per_thread"),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="reader_level_known"),
            models.CheckConstraint(
                condition=Q(level="", why="") | (~Q(level="") & Q(why__in=Why.values)), name="reader_level_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "level"], condition=~Q(level=""), include=["thread"], name="reader_level_of_person"
            ),
            models.Index(
                fields=["thread"], condition=Q(level=Level.WATCHING), include=["person"], name="reader_watching"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.thread}"


class Follow(models.Model):
    """How closely a person follows all threads of a board, or of a theme."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forum_follows")
    board = models.ForeignKey(Board, null=True, blank=True, on_delete=models.CASCADE, related_name="follows")
    theme = models.CharField(_("theme"), max_length=40, choices=Theme.choices, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(
                condition=Q(board__isnull=False, theme="") | (Q(board=None) & Q(theme__in=Theme.values)),
                name="forum_follow_of_one",
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="forum_follow_level_known"),
            models.UniqueConstraint(
                fields=["person", "board"], condition=Q(board__isnull=False), name="forum_follow_board_once"
            ),
            models.UniqueConstraint(fields=["person", "theme"], condition=~Q(theme=""), name="forum_follow_theme_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.board or self.get_theme_display()}"


class Bookmark(models.Model):
    """A post that a person keeps, perhaps to be reminded of on a day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="bookmarks")
    note = models.CharField(_("note"), max_length=200, blank=True)
    remind_on = models.DateField(_("remind me on"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "post"], name="bookmark_once_per_post")]
        indexes = [
            models.Index(
                fields=["remind_on"], condition=Q(remind_on__isnull=False, reminded_at=None), name="bookmark_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"


class Draft(models.Model):
    """What a person is writing: a reply to a thread, a new thread on a board, or another text for a post of theirs.

    It survives a closed tab.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forum_drafts")
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    board = models.ForeignKey(Board, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=LONGEST, blank=True)
    fields = models.JSONField(default=dict, help_text=_("What else the form holds: kind, themes, links."))
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(thread__isnull=False, board=None, post=None)
                | Q(thread=None, board__isnull=False, post=None)
                | Q(thread=None, board=None, post__isnull=False),
                name="forum_draft_of_one",
            ),
            models.UniqueConstraint(
                fields=["person", "thread"], condition=Q(thread__isnull=False), name="forum_draft_once_per_thread"
            ),
            models.UniqueConstraint(
                fields=["person", "board"], condition=Q(board__isnull=False), name="forum_draft_once_per_board"
            ),
            models.UniqueConstraint(
                fields=["person", "post"], condition=Q(post__isnull=False), name="forum_draft_once_per_post"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.thread or self.board or self.post)
