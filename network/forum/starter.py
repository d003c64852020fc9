"""The boards that the portal begins with: one that everyone reads, and one for each theme of the handbooks.

A board that somebody changed, archived or renamed since is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from handbooks.starter.ledger import Ledger, RowKind
from network.forum.models import Board

BOARDS = Path(__file__).parent / "boards.yaml"
Row = dict[str, Any]


class Boards(RowKind[Row, Board]):
    """Boards, each known by the address with which it was loaded."""

    name = _("Boards of the network")
    model = Board
    columns = ("title", "slug", "description", "audience", "themes", "position")

    def key(self, item: Row) -> str:
        return f"board:{item['slug']}"

    def fields(self, item: Row) -> Mapping[str, Any]:
        return {name: item[name] for name in self.columns}

    def twin(self, item: Row) -> Board | None:
        return Board.objects.filter(slug=item["slug"]).first()


def load_boards(ledger: Ledger) -> None:
    Boards(ledger).load(yaml.safe_load(BOARDS.read_text(encoding="utf-8")))
