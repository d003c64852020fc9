"""Load the glossary."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from handbooks.models import GlossaryTerm
from handbooks.starter.files import Row, read
from handbooks.starter.ledger import Ledger, RowKind


class Terms(RowKind[Row, GlossaryTerm]):
    """Terms, with the other forms under which they are marked."""

    name = _("Glossary terms")
    model = GlossaryTerm
    columns = ("slug", "term", "other_forms", "definition", "handbooks", "check_before_use")

    def key(self, item: Row) -> str:
        return f"term:{item['slug']}"

    def fields(self, item: Row) -> Row:
        return {
            **{name: item[name] for name in ("slug", "term", "definition", "handbooks")},
            "other_forms": "\n".join(item.get("other_forms", [])),
            "check_before_use": item.get("check_before_use", ""),
        }

    def fixed(self, item: Row) -> Row:
        return {"locale": Locale.get_default()}

    def twin(self, item: Row) -> GlossaryTerm | None:
        return GlossaryTerm.objects.filter(slug=item["slug"]).first()


def load_glossary(ledger: Ledger) -> None:
    """Load every term."""
    Terms(ledger).load(read("glossary")["terms"])
