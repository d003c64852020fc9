"""Cities and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import factory
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.models import Locale

from cities.places.models import City, Organisation
from portal.words.nations import Nation
from portal.words.organisations import OrganisationKind


class CityFactory(DjangoModelFactory):
    """A core city of England."""

    class Meta:
        model = City
        django_get_or_create = ["slug", "locale"]

    locale = factory.LazyFunction(Locale.get_default)
    name = factory.Sequence(lambda number: f"City {number}")
    slug = factory.LazyAttribute(lambda city: slugify(city.name))
    nation = Nation.ENGLAND
    council = factory.LazyAttribute(lambda city: f"{city.name} City Council")
    latitude = Decimal("53.4")
    longitude = Decimal("-1.5")


class OrganisationFactory(DjangoModelFactory):
    """A voluntary organisation; `cities=[city]` places it."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Organisation {number}")
    slug = factory.LazyAttribute(lambda organisation: slugify(organisation.name))
    kind = OrganisationKind.VOLUNTARY_ORGANISATION

    @factory.post_generation
    def cities(self, create: bool, places: Sequence[City] | None, **kwargs: Any) -> None:
        if create and places:
            self.cities.set(places)
