"""Outlets, what they printed, and what their feeds suggest."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel

from cities.places.models import City
from cities.plans.models import Action
from handbooks.fields import LinesField
from portal.newsroom.choices import EARLIEST, OutletKind, SuggestionState
from portal.newsroom.models.article import ArticlePage
from portal.newsroom.querysets import CoverageQuerySet, OutletQuerySet, SuggestionQuerySet
from portal.newsroom.url_keys import url_key


class Outlet(models.Model):
    """A news organisation. Being listed implies no agreement with the programme."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=OutletKind.choices)
    city = models.ForeignKey(
        City,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outlets",
        verbose_name=_("city"),
        help_text=_("Empty for a national one."),
    )
    website = models.URLField(_("website"), blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=OutletKind.values), name="outlet_kind_known")]

    def __str__(self) -> str:
        return self.name


class OutletFeed(models.Model):
    """A feed of an outlet that the portal follows, with the words that make an item worth suggesting."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="feeds", verbose_name=_("outlet"))
    url = models.URLField(_("address of the feed"), max_length=500, unique=True)
    keywords = LinesField(
        _("words"), help_text=_("One word or phrase to a line. An item with any of them is suggested.")
    )
    unwanted = LinesField(_("unwanted words"), blank=True, help_text=_("An item with any of these is not."))
    is_followed = models.BooleanField(_("follow it"), default=True)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    problem = models.CharField(_("problem"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("followed feed")
        verbose_name_plural = _("followed feeds")
        ordering = ["outlet__name", "url"]

    def __str__(self) -> str:
        return self.url


class Coverage(ClusterableModel):
    """Something that an outlet printed about the programme. Its tone is nobody's business here."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="coverage", verbose_name=_("outlet"))
    headline = models.CharField(_("headline"), max_length=250)
    printed_on = models.DateField(_("date"))
    url = models.URLField(_("address"), max_length=500)
    url_key = models.CharField(max_length=500, unique=True, editable=False)
    cities = ParentalManyToManyField(City, verbose_name=_("cities"), related_name="coverage", blank=True)
    articles = ParentalManyToManyField(
        ArticlePage, verbose_name=_("articles it is about"), related_name="coverage", blank=True
    )
    actions = ParentalManyToManyField(
        Action, verbose_name=_("actions it is about"), related_name="coverage", blank=True
    )
    is_public = models.BooleanField(_("shown to readers"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    asked_at = models.DateTimeField(_("link asked"), null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    dead_since = models.DateTimeField(_("link dead since"), null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=200, blank=True, editable=False)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverage")
        ordering = ["-printed_on", "-pk"]
        indexes = [models.Index(fields=["-printed_on", "-id"], name="coverage_newest")]
        constraints = [models.CheckConstraint(condition=Q(printed_on__gte=EARLIEST), name="coverage_not_before_1990")]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key with its address. Where `update_fields` leaves the address out, both stay."""
        self.url_key = url_key(self.url)
        super().save(*args, **kwargs)


class Suggestion(models.Model):
    """An item of a followed feed that may be coverage; an editor accepts or declines it."""

    feed = models.ForeignKey(OutletFeed, on_delete=models.CASCADE, related_name="suggestions")
    url = models.URLField(_("address"), max_length=500)
    url_key = models.CharField(max_length=500, unique=True, editable=False)
    headline = models.CharField(_("headline"), max_length=250)
    printed_on = models.DateField(_("date"), null=True)
    excerpt = models.CharField(_("excerpt"), max_length=400, blank=True)
    matched = ArrayField(models.CharField(max_length=100), default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=SuggestionState.choices, default=SuggestionState.WAITING
    )
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    coverage = models.ForeignKey(Coverage, null=True, on_delete=models.SET_NULL, related_name="suggestions")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SuggestionState.values), name="suggestion_state_known"),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key with its address."""
        self.url_key = url_key(self.url)
        super().save(*args, **kwargs)
