"""Blocks of free text under an entry or a precedent.

Sections are the only top-level block: their ids give permalinks, contents and search passages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from portal.words.parts import Link

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ul", "ol"]


def check_web_address(name: str, url: str) -> None:
    """Raise an error beside the field `name` unless `url` is a web address without a name or password in it."""
    try:
        address = urlsplit(url)
        is_plain = address.scheme in ("http", "https") and "@" not in address.netloc
    except ValueError:
        is_plain = False
    if not is_plain:
        raise blocks.StructBlockValidationError(
            {name: ValidationError(_("Give an address that begins with https:// and holds no name or password."))}
        )


class LinkBlock(blocks.StructBlock):
    """A titled address outside the portal."""

    title = blocks.CharBlock(label=_("title"), max_length=250)
    url = blocks.URLBlock(label=_("address"), max_length=500)

    def clean(self, value: Any) -> Any:
        """Take web addresses without a name or password in them, and no other kind."""
        value = super().clean(value)
        check_web_address("url", value["url"])
        return value

    class Meta:
        icon = "link"
        label = _("link")


class CalloutBlock(blocks.StructBlock):
    """A note, risk or example set apart from the text."""

    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("note", _("Note")), ("risk", _("Risk")), ("example", _("Example"))],
        default="note",
    )
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("callout")
        template = "handbooks/blocks/callout.html"


class QuotationBlock(blocks.StructBlock):
    """Words of a statute or of guidance, with their source."""

    text = blocks.TextBlock(label=_("words"))
    source = blocks.CharBlock(label=_("source"), max_length=250)
    url = blocks.URLBlock(label=_("address"), required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "handbooks/blocks/quotation.html"


class FigureBlock(blocks.StructBlock):
    """A picture with a caption."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("figure")
        template = "handbooks/blocks/figure.html"


class SectionContentBlock(blocks.StreamBlock):
    """What may stand in a section."""

    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)
    callout = CalloutBlock()
    quotation = QuotationBlock()
    figure = FigureBlock()
    document = DocumentChooserBlock(label=_("document"), template="handbooks/blocks/document.html")


class SectionBlock(blocks.StructBlock):
    """A headed part of a page with a permalink of its own."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    content = SectionContentBlock(label=_("content"))

    class Meta:
        icon = "title"
        label = _("section")


class SectionsBlock(blocks.StreamBlock):
    """The free text of a page."""

    section = SectionBlock()


@dataclass(frozen=True)
class Section:
    """A section as a page prints it."""

    key: str
    value: Any

    @property
    def link(self) -> Link:
        """The line of the in-page contents."""
        return Link(title=self.value["heading"], url=f"#{self.key}")


def anchor(bound_block: Any) -> str:
    """Return the permalink id of a section: part of its block id, which survives a new heading."""
    return f"s-{bound_block.id[:8]}"


def sections_of(body: Any) -> list[Section]:
    """Return the sections of a page's free text."""
    return [Section(anchor(block), block.value) for block in body]
