"""City news: short notices of a network."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.choices import NewsAudience
from cities.places.models.city import City
from cities.places.querysets import NewsItemQuerySet


class NewsItem(models.Model):
    """A short notice by a coordinator, to everyone or to the network. Taken back, it leaves every page."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="news", verbose_name=_("city"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=2000)
    link = models.URLField(_("link"), blank=True)
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=NewsAudience.choices, default=NewsAudience.NETWORK
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="city_news")
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("city news")
        verbose_name_plural = _("city news")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=NewsAudience.values), name="news_audience_known"),
        ]
        indexes = [models.Index(fields=["city", "-published_at"], name="news_of_city")]

    def __str__(self) -> str:
        return self.title
