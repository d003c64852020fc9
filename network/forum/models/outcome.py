"""What a thread is about, and what came out of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from cities.plans.models import Action
from handbooks.models import EntryPage, PrecedentPage
from network.forum.choices import Result
from network.forum.models.post import Post
from network.forum.models.thread import Thread
from network.forum.querysets import THINGS, OutcomeQuerySet, ThreadLinkQuerySet
from portal.newsroom.models import ArticlePage


class ThreadLink(models.Model):
    """One thing that a thread is about. The link goes with the thing; the thread stays."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="links")
    entry = models.ForeignKey(
        EntryPage, null=True, blank=True, on_delete=models.CASCADE, related_name="thread_links", verbose_name=_("entry")
    )
    precedent = models.ForeignKey(
        PrecedentPage,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="thread_links",
        verbose_name=_("precedent"),
    )
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.CASCADE, related_name="thread_links", verbose_name=_("action")
    )
    article = models.ForeignKey(
        ArticlePage,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="thread_links",
        verbose_name=_("article"),
    )
    event = models.ForeignKey(
        Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="about_it", verbose_name=_("event")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ThreadLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a thread")
        verbose_name_plural = _("links of threads")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, precedent=None, action=None, article=None, event=None)
                | Q(entry=None, precedent__isnull=False, action=None, article=None, event=None)
                | Q(entry=None, precedent=None, action__isnull=False, article=None, event=None)
                | Q(entry=None, precedent=None, action=None, article__isnull=False, event=None)
                | Q(entry=None, precedent=None, action=None, article=None, event__isnull=False),
                name="thread_link_to_one",
            ),
            models.CheckConstraint(condition=Q(event=None) | ~Q(event=F("thread")), name="thread_link_to_another"),
            *(
                models.UniqueConstraint(
                    fields=["thread", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"thread_link_{name}_once",
                )
                for name in THINGS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread}: {self.thing}"

    @property
    def thing(self) -> EntryPage | PrecedentPage | Action | Thread:
        """What the thread is about."""
        return self.entry or self.precedent or self.action or self.event  # type: ignore[return-value]  # one is


class Outcome(models.Model):
    """The result of a thread as a record that others can use, with the posts that show it."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="outcome")
    asked = models.CharField(_("what was asked"), max_length=300)
    result = models.CharField(_("what came of it"), max_length=10, choices=Result.choices)
    summary = models.TextField(_("what worked, and what did not"), max_length=3000)
    place = models.CharField(_("where"), max_length=160, blank=True)
    city = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("city")
    )
    posts = models.ManyToManyField(Post, blank=True, related_name="outcomes", verbose_name=_("posts that show it"))
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    reviewed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When its author was reminded of the review.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="outcomes")
    at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    precedent = models.ForeignKey(
        PrecedentPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="outcomes", editable=False
    )

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=Result.values), name="outcome_result_known"),
            models.CheckConstraint(condition=~Q(asked="") & ~Q(summary=""), name="outcome_says_what_came_of_it"),
        ]

    def __str__(self) -> str:
        return self.asked
