"""Load the drawings over the articles. A picture is drawn when it is first loaded, and never again."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from handbooks.starter.files import Row
from handbooks.starter.ledger import RowKind
from portal.media.models import PortalImage
from portal.newsroom.starter.drawing import draw
from portal.newsroom.starter.press import HEIGHT, WIDTH

CREDIT = "Drawn for Resilient Cities. Free to use under CC BY 4.0"


class Pictures(RowKind[Row, PortalImage]):
    """One picture for each article, which stays an editor's own once its words are changed."""

    name = _("Pictures of articles")
    model = PortalImage
    columns = ("title", "description", "credit")

    def key(self, item: Row) -> str:
        return f"picture:{item['drawing']}"

    def fields(self, item: Row) -> Row:
        return {"title": f"Drawing: {item['title']}", "description": item["alt"], "credit": CREDIT}

    def make(self, item: Row) -> PortalImage:
        file = ContentFile(draw(item["drawing"]), name=f"{item['slug']}.png")
        size = {"width": WIDTH, "height": HEIGHT, "file_size": file.size}
        return PortalImage.objects.create(file=file, **size, **self.fields(item))

    def twin(self, item: Row) -> PortalImage | None:
        return PortalImage.objects.filter(title=self.fields(item)["title"], credit=CREDIT).first()
