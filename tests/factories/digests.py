"""Preferences and digests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from network.digests.choices import Cadence
from network.digests.models import Digest, Preference
from tests.factories.accounts import UserFactory

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class PreferenceFactory(DjangoModelFactory):
    """A person who wants a digest every day at seven, in London, since long ago.

    It takes the place of what an account is made with.
    """

    class Meta:
        model = Preference

    person = factory.SubFactory(UserFactory)
    cadence = Cadence.DAILY
    since = LONG_AGO

    @classmethod
    def _create(cls, model_class: type[Preference], *args: Any, **kwargs: Any) -> Preference:
        model_class.objects.filter(person=kwargs["person"]).delete()
        return super()._create(model_class, *args, **kwargs)


class DigestFactory(DjangoModelFactory):
    """A digest that is due."""

    class Meta:
        model = Digest

    person = factory.SubFactory(UserFactory)
    cadence = Cadence.DAILY
    period = factory.LazyFunction(lambda: datetime(2026, 11, 23, tzinfo=UTC).date())
    due_at = LONG_AGO
    try_at = factory.SelfAttribute("due_at")
