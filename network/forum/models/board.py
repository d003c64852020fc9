"""Boards: who reads what is written on them, and what they are about."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from network.forum.choices import Audience
from network.forum.querysets import BoardQuerySet
from portal.words.fields import ChoiceArrayField
from portal.words.themes import Theme

RESERVED = frozenset(
    (
        *("appeal", "asks", "boards", "bookmarks", "calendar", "drafts", "events", "feed", "feeds", "files"),
        *("following", "guidelines", "matches", "mine", "moderation", "new", "offers", "outcomes", "people", "posts"),
        *("preview",),
        *("questions", "tags", "threads", "unanswered", "users", "write"),
    )
)
"""Addresses below `/network/` that are not boards. Source: design section 5."""


class Board(models.Model):
    """A place to write with an explicit audience. `city` is the one whose network it was made for."""

    title = models.CharField(_("title"), max_length=80)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    audience = models.CharField(_("who reads it"), max_length=10, choices=Audience.choices)
    cities = models.ManyToManyField(City, blank=True, related_name="named_on_boards", verbose_name=_("cities"))
    city = models.OneToOneField(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="board", verbose_name=_("city of its own")
    )
    themes = ChoiceArrayField(choices_class=Theme, verbose_name=_("themes"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        ordering = ["position", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="board_audience_known"),
            models.CheckConstraint(
                condition=Q(city=None) | Q(audience=Audience.CITIES), name="board_of_a_city_is_for_cities"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="board_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("board", args=[self.slug])

    def clean(self) -> None:
        if self.slug in RESERVED:
            raise ValidationError({"slug": gettext("This address is taken by a page of the forum.")})

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def read_by(self) -> str:
        """Who reads what is written here, as it is printed where one writes; a query for the cities it names."""
        names = [city.name for city in self.cities.all()] if self.audience == Audience.CITIES else []
        return audience_words(self.audience, names)


def audience_words(audience: str, cities: Sequence[str]) -> str:
    """Say who reads a board; `cities` are the names of those that it is for."""
    if audience == Audience.PUBLIC:
        return gettext("Everyone on the web can read this board.")
    if audience == Audience.NETWORK:
        return gettext("The networks of all ten cities, their advisers and the moderators read this board.")
    if not cities:
        return gettext("Nobody reads this board: no city is named.")
    if len(cities) == 1:
        return gettext("Only the network of %(city)s and its advisers read this board.") % {"city": cities[0]}
    return gettext("Only the networks of these cities and their advisers read this board: %(cities)s.") % {
        "cities": ", ".join(cities)
    }
