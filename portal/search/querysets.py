"""Questions that one may ask of passages. `visible_to` is the only door for reading."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Q

from cities.places.roles import cities_of
from network.forum.standing import belongs
from portal.search.choices import AudienceKey, PassageKind


def audiences_of(user: Any) -> list[AudienceKey]:
    """Return the audiences of which `user` finds something."""
    return [AudienceKey.PUBLIC, AudienceKey.NETWORK, AudienceKey.CITY] if belongs(user) else [AudienceKey.PUBLIC]


class PassageQuerySet(models.QuerySet):
    """Passages of everything that readers can find."""

    def visible_to(self, user: Any) -> Self:
        """Return the passages that `user` may find: what everyone may read, the network's, those of their cities.

        Only what a rule opens is found: a passage of another audience is nobody's until its room says whose.
        """
        public = Q(audience_key=AudienceKey.PUBLIC)
        if not belongs(user):
            return self.filter(public)
        own = Q(audience_key=AudienceKey.CITY, cities__overlap=cities_of(user))
        return self.filter(public | Q(audience_key=AudienceKey.NETWORK) | own)

    def in_language(self, language: str) -> Self:
        return self.filter(language=language)

    def pages(self) -> Self:
        """Return the passages of what is published once and read long, whose words and titles others spell like."""
        return self.filter(is_lead=True).exclude(kind=PassageKind.POST)

    def leads(self) -> Self:
        """Return the passages that are matched and ranked, one for each owner."""
        return self.filter(is_lead=True)

    def matching(self, query: SearchQuery) -> Self:
        return self.filter(vector=query)

    def latest_key(self) -> int:
        """Return the key of the passage that was made last, 0 when there is none."""
        return self.aggregate(latest=models.Max("pk"))["latest"] or 0

    def of(self, owner: models.Model) -> Self:
        """Return the passages of one owner."""
        return self.of_model(type(owner)).filter(object_id=owner.pk)

    def of_model(self, model: type[models.Model]) -> Self:
        """Return the passages of all owners of a model."""
        from django.contrib.contenttypes.models import ContentType

        return self.filter(content_type=ContentType.objects.get_for_model(model, for_concrete_model=True))
