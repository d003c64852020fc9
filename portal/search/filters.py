"""What results can be narrowed by, and what a request chose."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from portal.search.choices import PassageKind
from portal.words.audiences import Audience
from portal.words.bodies import BodyKind
from portal.words.nations import Nation
from portal.words.parts import Text
from portal.words.themes import Theme


@dataclass(frozen=True)
class Facet:
    """One question of the filter: its name in the address, the column that answers it, its vocabulary."""

    name: str
    column: str
    label: Text
    everything: Text
    vocabulary: type[TextChoices]

    def address_value(self, value: str) -> str:
        """Return a value as addresses write it."""
        return value.replace("_", "-")

    def read(self, written: str) -> str:
        """Return the value that an address means, or nothing."""
        return next((value for value in self.vocabulary.values if self.address_value(value) == written), "")

    def q(self, value: str) -> Q:
        """Match passages with `value`."""
        return Q(kind=value) if self.column == "kind" else Q(**{f"{self.column}__contains": [value]})


FACETS: tuple[Facet, ...] = (
    Facet("kind", "kind", _("Kind"), _("All kinds"), PassageKind),
    Facet("theme", "themes", _("Theme"), _("All themes"), Theme),
    Facet("nation", "nations", _("Nation"), _("All nations"), Nation),
    Facet("handbook", "handbooks", _("Handbook"), _("Both"), Audience),
    Facet("body", "bodies", _("Who can use it"), _("Everyone"), BodyKind),
)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """The values that were chosen, empty where nothing was."""

    kind: str = ""
    theme: str = ""
    nation: str = ""
    handbook: str = ""
    body: str = ""

    @property
    def chosen(self) -> list[tuple[Facet, str]]:
        """Each facet that narrows, with its value."""
        return [(facet, value) for facet in FACETS if (value := getattr(self, facet.name))]

    def q(self) -> Q:
        """Match passages that have every chosen value."""
        together = Q()
        for facet, value in self.chosen:
            together &= facet.q(value)
        return together

    def without(self, name: str) -> Filters:
        return replace(self, **{name: ""})

    def as_query(self) -> dict[str, str]:
        """Return the filters as an address writes them."""
        return {facet.name: facet.address_value(value) for facet, value in self.chosen}
