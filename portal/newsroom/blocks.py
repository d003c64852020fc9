"""What the body of an article is made of."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cities.plans.models import Action
from handbooks.blocks import TEXT_FEATURES

ARTICLE_FEATURES = [*TEXT_FEATURES, "h2", "h3"]
"""Headings make the contents of an article; `h1` is its title."""


class PullQuoteBlock(blocks.StructBlock):
    """Words taken out of the text and set large."""

    text = blocks.TextBlock(label=_("words"), max_length=300)
    who = blocks.CharBlock(label=_("who said them"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = _("pull quote")
        template = "newsroom/blocks/pull-quote.html"


class FigureBlock(blocks.StructBlock):
    """A picture with a caption; the credit is the image's own."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("figure")
        template = "newsroom/blocks/figure.html"


class FactBlock(blocks.StructBlock):
    """One fact of a panel, with where it is from."""

    text = blocks.CharBlock(label=_("fact"), max_length=300)
    source = blocks.CharBlock(label=_("source"), max_length=200, required=False)
    url = blocks.URLBlock(label=_("address of the source"), required=False, max_length=500)


class FactsPanelBlock(blocks.StructBlock):
    """A few facts set apart."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    facts = blocks.ListBlock(FactBlock(), label=_("facts"), min_num=1, max_num=12)

    class Meta:
        icon = "list-ul"
        label = _("facts panel")
        template = "newsroom/blocks/facts.html"


class ChartRowBlock(blocks.StructBlock):
    """One bar of a chart."""

    label = blocks.CharBlock(label=_("label"), max_length=80)
    value = blocks.DecimalBlock(label=_("value"), max_digits=14, decimal_places=2)


class ChartBlock(blocks.StructBlock):
    """A small table, drawn as bars and printed beside them."""

    title = blocks.CharBlock(label=_("title"), max_length=160)
    unit = blocks.CharBlock(label=_("unit"), max_length=40, help_text=_("Such as £ million or homes."))
    rows = blocks.ListBlock(ChartRowBlock(), label=_("rows"), min_num=2, max_num=20)
    source = blocks.CharBlock(label=_("source"), max_length=200)
    url = blocks.URLBlock(label=_("address of the source"), required=False, max_length=500)

    class Meta:
        icon = "table"
        label = _("chart")
        template = "newsroom/blocks/chart.html"


class HandbookCardBlock(blocks.PageChooserBlock):
    """An entry or a precedent, shown as a card."""

    class Meta:
        icon = "doc-full"
        label = _("entry or precedent")
        template = "newsroom/blocks/page-card.html"


class ActionBlock(blocks.ChooserBlock):
    """An action of a published plan, shown as a card."""

    @cached_property
    def target_model(self) -> type[Action]:
        return Action

    @cached_property
    def widget(self) -> Any:
        from portal.newsroom.editor.choosers import action_chooser  # the editor's machinery, which readers do not load

        return action_chooser.widget_class()

    class Meta:
        icon = "tasks"
        label = _("action")
        template = "newsroom/blocks/action-card.html"


class VideoBlock(blocks.StructBlock):
    """A film elsewhere. Nobody is contacted before the reader presses play."""

    url = blocks.URLBlock(label=_("address"), max_length=500, help_text=_("On YouTube or Vimeo."))
    title = blocks.CharBlock(label=_("title"), max_length=160)
    summary = blocks.TextBlock(
        label=_("what is said and shown"),
        max_length=1000,
        help_text=_("For those who cannot watch it; a transcript may be linked in the text."),
    )

    class Meta:
        icon = "media"
        label = _("video")
        template = "newsroom/blocks/video.html"


class ArticleBodyBlock(blocks.StreamBlock):
    """The body of an article."""

    text = blocks.RichTextBlock(label=_("text"), features=ARTICLE_FEATURES)
    pull_quote = PullQuoteBlock()
    figure = FigureBlock()
    facts = FactsPanelBlock()
    chart = ChartBlock()
    page = HandbookCardBlock(page_type=["handbooks.EntryPage", "handbooks.PrecedentPage"])
    action = ActionBlock()
    video = VideoBlock()


class EvidenceBlock(blocks.StructBlock):
    """One piece of evidence for a principle of the narrative."""

    text = blocks.TextBlock(label=_("what it shows"), max_length=600)
    source = blocks.CharBlock(label=_("source"), max_length=250)
    url = blocks.URLBlock(label=_("address"), required=False, max_length=500)
    year = blocks.CharBlock(label=_("year"), required=False, max_length=20)

    class Meta:
        icon = "check"
        label = _("evidence")
