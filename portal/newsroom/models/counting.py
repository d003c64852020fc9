"""How often articles are read: a number for each day, and nothing of who read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.newsroom.models.article import ArticlePage
from portal.newsroom.querysets import ReadCountQuerySet


class ReadCount(models.Model):
    """How often an article was opened on one day."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="read_counts")
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("times read"), default=0)

    objects = ReadCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="read_count_once_per_day")]

    def __str__(self) -> str:
        return f"{self.article}, {self.day}: {self.count}"


class CountedBatch(models.Model):
    """That a batch of counts was added to the daily totals, so that it is added once, however often it comes."""

    name = models.UUIDField(unique=True)
    counted_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return str(self.name)
