"""Posts, what they were before they were edited, whom they name, and the files that hang on them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.models import City, Partner
from network.forum.models.thread import Thread
from network.forum.querysets import AttachmentQuerySet, PostQuerySet
from portal.media.models import PrivateFile

LONGEST = 20_000
"""Characters of a post: some eight printed pages."""


class Post(models.Model):
    """What one person wrote. It has a number once it is published; one without waits for a moderator.

    `city` and `partner` are the author's, as they were. `submission` comes with the form, so that a post sent twice
    is there once. One that was hidden or deleted keeps its number, so that links and numbers stay true.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    city = models.ForeignKey(City, null=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("text"), max_length=LONGEST)
    html = models.TextField(editable=False)
    html_version = models.PositiveSmallIntegerField(editable=False)
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted by its author"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden by a moderator"), null=True, blank=True)
    hidden_reason = models.CharField(_("why it is hidden"), max_length=300, blank=True)
    refused_at = models.DateTimeField(_("refused by a moderator"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["thread", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_once_per_thread"),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None)
                | Q(number__isnull=False, number__gt=0, published_at__isnull=False),
                name="post_numbered_once_published",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="post_says_something"),
            models.CheckConstraint(condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="post_hidden_for_a_reason"),
            models.CheckConstraint(condition=Q(refused_at=None) | Q(number=None), name="post_refused_was_held"),
        ]
        indexes = [
            models.Index(fields=["author", "-published_at"], name="post_of_author"),
            models.Index(fields=["written_at"], condition=Q(number=None, refused_at=None), name="post_held"),
        ]

    def __str__(self) -> str:
        return f"{self.thread} #{self.number}" if self.number else f"{self.thread} (held)"

    @property
    def anchor(self) -> str:
        return f"p{self.number}"

    @property
    def is_held(self) -> bool:
        return self.number is None and self.refused_at is None

    @property
    def is_removed(self) -> bool:
        """Whether its text is not to be read any more: deleted by its author, or hidden by a moderator."""
        return self.deleted_at is not None or self.hidden_at is not None


class PostRevision(models.Model):
    """What a post said before it was edited, since when, and who edited it. The text now is in the post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    title = models.CharField(max_length=200, blank=True, help_text=_("Of the thread, where the first post changed it."))
    written_at = models.DateTimeField(help_text=_("Since when it said so."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.post}, {self.at:%Y-%m-%d}"


class Mention(models.Model):
    """A person whom a post names and who can read it; once per post, so that they are told once."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="mention_once_per_post")]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"


class Useful(models.Model):
    """A reader's mark that a post was useful to them."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="useful_marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="useful_marks")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("useful mark")
        verbose_name_plural = _("useful marks")
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="useful_once_per_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"


class Attachment(models.Model):
    """A file with a post. Until its post is there it belongs to who uploaded it, and to nobody else's post."""

    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    document = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="attachment")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attachments")
    is_image = models.BooleanField(default=False, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        indexes = [models.Index(fields=["at"], condition=Q(post=None), name="attachment_waiting")]

    def __str__(self) -> str:
        return str(self.document)
