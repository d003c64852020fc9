"""Organisations that work in the cities. Being listed implies no agreement with the programme."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.places.models.city import City
from cities.places.querysets import OrganisationQuerySet
from portal.words.organisations import OrganisationKind


class Organisation(models.Model):
    """A public-facing body; `cities` is where it works, a `Partner` row is what makes it part of a network."""

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=40, choices=OrganisationKind.choices)
    website = models.URLField(_("website"), blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    cities = models.ManyToManyField(
        City,
        verbose_name=_("works in"),
        related_name="organisations",
        blank=True,
        help_text=_("Not a partner by that."),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
