"""How often articles are read: a number for each day, and nothing of who read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.newsroom.models.article import ArticlePage


class ReadCount(models.Model):
    """How often an article was opened on one day."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="read_counts")
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("times read"), default=0)

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="read_count_once_per_day")]

    def __str__(self) -> str:
        return f"{self.article}, {self.day}: {self.count}"
