"""The form of a board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from network.forum.choices import Audience
from network.forum.models import Board
from network.forum.models.board import RESERVED
from network.forum.reading.sight import Change, Reach
from network.forum.services.boards import BoardSet
from portal.text.hidden import one_line
from portal.words.themes import Theme


class BoardForm(forms.Form):
    """A board: what it is called and for, and who reads it. The own board of a city stays the city's own."""

    title = forms.CharField(label=_("Title"), max_length=80)
    slug = forms.SlugField(
        label=_("Address"), max_length=60, help_text=_("Below /network/: small letters, figures and hyphens.")
    )
    description = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    audience = forms.ChoiceField(label=_("Who reads it"), choices=Audience.choices, widget=forms.RadioSelect)
    cities = forms.ModelMultipleChoiceField(
        City.objects.none(),
        label=_("Cities"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For a board of named cities. One that names none is read by nobody."),
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"), choices=Theme.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=32_000,
        initial=100,
        help_text=_("A smaller number stands higher; at the same one the titles decide."),
    )

    def __init__(self, data: Any = None, *, board: Board | None = None) -> None:
        self.board = board
        super().__init__(data, initial=values_of(board) if board else None)
        self.fields["cities"].queryset = City.objects.visible_to()  # type: ignore[attr-defined]  # a choice of rows
        if board and board.city_id:
            del self.fields["audience"], self.fields["cities"]

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if not title:
            raise ValidationError(self.fields["title"].error_messages["required"], code="required")
        return title

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        others = Board.objects.exclude(pk=self.board.pk) if self.board else Board.objects.all()
        if slug in RESERVED:
            raise ValidationError(_("This address is taken by a page of the forum."), code="reserved")
        if others.filter(slug=slug).exists():
            raise ValidationError(_("Another board has this address."), code="taken")
        return slug

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("audience") == Audience.CITIES and "cities" in given and not given["cities"]:
            self.add_error("cities", _("Name at least one city, or nobody reads the board."))
        return given

    @property
    def wanted(self) -> BoardSet:
        given = dict(self.cleaned_data)
        if self.board and self.board.city_id:
            given["audience"], cities = Audience.CITIES, [self.board.city_id]
        else:
            cities = [city.pk for city in given.pop("cities")]
        return BoardSet(cities=cities, **given)

    def change(self) -> Change | None:
        """Return what becomes of who reads the board, where that changes."""
        if self.board is None or self.board.city_id:
            return None
        given = self.cleaned_data
        named = list(given["cities"]) if given["audience"] == Audience.CITIES else []
        after = Reach(given["audience"], frozenset(city.pk for city in named), tuple(city.name for city in named))
        before = Reach.of(self.board)
        is_same = (before.audience, before.cities) == (after.audience, after.cities)
        return None if is_same else Change(before, after, self.board.threads.count())


def values_of(board: Board) -> dict[str, Any]:
    names = ("title", "slug", "description", "audience", "themes", "position")
    return {**{name: getattr(board, name) for name in names}, "cities": board.cities.all()}
