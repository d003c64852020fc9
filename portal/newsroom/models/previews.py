"""Secret links by which a source reads a draft and says whether it may be published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from portal.newsroom.choices import Verdict
from portal.newsroom.models.article import ArticlePage
from portal.newsroom.querysets import PreviewLinkQuerySet


class PreviewLink(models.Model):
    """A link to the newest draft of one article, for one source. Only the digest of its token is kept."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="preview_links")
    name = models.CharField(_("for whom"), max_length=120)
    token_digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class PreviewAnswer(models.Model):
    """What a source said of the draft that they read."""

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="answers")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    verdict = models.CharField(_("answer"), max_length=10, choices=Verdict.choices)
    words = models.TextField(_("what they say"), max_length=3000, blank=True)
    given_at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer of a source")
        verbose_name_plural = _("answers of sources")
        ordering = ["-given_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_known")]

    def __str__(self) -> str:
        return self.get_verdict_display()
