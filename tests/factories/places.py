"""Cities and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.models import Locale

from cities.places.choices import AdviceState, CityRole, MembershipState, NewsAudience
from cities.places.models import (
    AdviceAccount,
    AdviceRequest,
    City,
    Invitation,
    Membership,
    NewsItem,
    Organisation,
    Partner,
)
from cities.places.services.joining import VALID_FOR, digest
from portal.words.nations import Nation
from portal.words.organisations import OrganisationKind
from tests.factories.accounts import UserFactory


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


class PartnerFactory(DjangoModelFactory):
    """An organisation that sits in the network of a city."""

    class Meta:
        model = Partner

    city = factory.SubFactory(CityFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class MembershipFactory(DjangoModelFactory):
    """An active member of a city network."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    city = factory.SubFactory(CityFactory)
    role = CityRole.MEMBER
    state = MembershipState.ACTIVE
    since = factory.LazyFunction(timezone.now)


class InvitationFactory(DjangoModelFactory):
    """An open invitation; `token` is the one in its link."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda number: f"token-{number}")

    city = factory.SubFactory(CityFactory)
    email = factory.Sequence(lambda number: f"invited{number}@example.org")
    token_digest = factory.LazyAttribute(lambda invitation: digest(invitation.token))
    expires_at = factory.LazyFunction(lambda: timezone.now() + VALID_FOR)


class AdviceAccountFactory(DjangoModelFactory):
    """Ten days of a focus city, none of them used."""

    class Meta:
        model = AdviceAccount

    city = factory.SubFactory(CityFactory, is_focus=True)


class AdviceRequestFactory(DjangoModelFactory):
    """A request that waits; its city has an account."""

    class Meta:
        model = AdviceRequest

    city = factory.SubFactory(CityFactory, is_focus=True)
    topic = factory.Sequence(lambda number: f"Topic {number}")
    question = "How do others do it?"
    state = AdviceState.REQUESTED


class NewsItemFactory(DjangoModelFactory):
    """A public notice of a city."""

    class Meta:
        model = NewsItem

    city = factory.SubFactory(CityFactory)
    title = factory.Sequence(lambda number: f"Notice {number}")
    text = "Something happened."
    audience = NewsAudience.PUBLIC
