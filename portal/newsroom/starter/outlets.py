"""Load the outlets that the handbooks' content names."""

from __future__ import annotations

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from handbooks.starter.files import Row
from handbooks.starter.ledger import RowKind
from portal.newsroom.models import Outlet


class Outlets(RowKind[Row, Outlet]):
    """News organisations, with their city unless they are national."""

    name = _("Outlets")
    model = Outlet
    columns = ("slug", "name", "kind", "website", "city_id")

    def key(self, item: Row) -> str:
        return f"outlet:{slugify(item['name'])}"

    def fields(self, item: Row) -> Row:
        return {
            "slug": slugify(item["name"]),
            "name": item["name"],
            "kind": item["kind"],
            "website": item.get("website", ""),
            "city_id": self.ledger.ids.get(f"city:{item.get('city')}"),
        }

    def twin(self, item: Row) -> Outlet | None:
        return Outlet.objects.filter(slug=slugify(item["name"])).first()
