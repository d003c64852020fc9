"""The ten core cities and the facts about them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import TranslatableMixin

from cities.places.querysets import CityQuerySet
from portal.words.nations import Nation


class City(TranslatableMixin, ClusterableModel):
    """One of the ten core cities of the programme."""

    slug = models.SlugField(_("slug"), max_length=60)
    name = models.CharField(_("name"), max_length=80)
    nation = models.CharField(_("nation"), max_length=20, choices=Nation.choices)
    region = models.CharField(_("region"), max_length=80, blank=True)
    council = models.CharField(_("council"), max_length=120)
    combined_authority = models.CharField(_("combined authority"), max_length=120, blank=True)
    combined_authority_note = models.CharField(_("note on it"), max_length=300, blank=True)
    is_focus = models.BooleanField(_("focus city"), default=False)
    focus_note = models.CharField(
        _("note on that"),
        max_length=200,
        blank=True,
        help_text=_("Said beside the mark, such as “an example”."),
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=7, decimal_places=4, validators=[MinValueValidator(49), MaxValueValidator(61)]
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=7, decimal_places=4, validators=[MinValueValidator(-9), MaxValueValidator(2)]
    )
    profile = models.TextField(_("profile"), blank=True)
    check_before_use = models.TextField(
        _("check before use"), blank=True, help_text=_("A fact that is not settled; shown to readers as a calm notice.")
    )
    editor_notes = models.TextField(_("editor notes"), blank=True, help_text=_("Never shown to readers."))
    last_reviewed = models.DateField(_("last reviewed"), null=True, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)

    objects = CityQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="city_slug_once_per_locale"),
            models.CheckConstraint(condition=models.Q(nation__in=Nation.values), name="city_nation_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("city", args=[self.slug])


class CityFact(models.Model):
    """A figure about a city, with its year, area and source."""

    city = ParentalKey(City, on_delete=models.CASCADE, related_name="facts")
    name = models.CharField(_("name"), max_length=80)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    year = models.PositiveSmallIntegerField(_("year"))
    area = models.CharField(_("area"), max_length=80, blank=True)
    rounding = models.CharField(_("rounding"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=200)
    certainty = models.CharField(_("certainty"), max_length=10, default="high")

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["city", "name", "year"], name="city_fact_once_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.city}: {self.name} {self.year}"

    @property
    def number(self) -> str:
        """The value as a page prints it: 1,144,900, or 12.5 where it has a fraction."""
        return number_format(self.value.normalize() if self.value % 1 else int(self.value), force_grouping=True)
