"""What the body of an article is made of. How it is drawn is in `reading.body`, all cards and pictures at once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cities.plans.models import Action, EditionAction
from handbooks.blocks import TEXT_FEATURES, check_web_address
from portal.newsroom.videos import video_at

ARTICLE_FEATURES = [*TEXT_FEATURES, "h2", "h3"]
"""Headings make the contents of an article; `h1` is its title."""


def with_plain_address(value: Any) -> Any:
    """Return a value whose address, where it has one, is a plain web address. Raises an error beside that field."""
    if value["url"]:
        check_web_address("url", value["url"])
    return value


class PullQuoteBlock(blocks.StructBlock):
    """Words taken out of the text and set large."""

    text = blocks.TextBlock(label=_("words"), max_length=300)
    who = blocks.CharBlock(label=_("who said them"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = _("pull quote")


class FigureBlock(blocks.StructBlock):
    """A picture with a caption; the credit is the image's own."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("figure")


class FactBlock(blocks.StructBlock):
    """One fact of a panel, with where it is from."""

    text = blocks.CharBlock(label=_("fact"), max_length=300)
    source = blocks.CharBlock(label=_("source"), max_length=200, required=False)
    url = blocks.URLBlock(label=_("address of the source"), required=False, max_length=500)

    def clean(self, value: Any) -> Any:
        return with_plain_address(super().clean(value))


class FactsPanelBlock(blocks.StructBlock):
    """A few facts set apart."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    facts = blocks.ListBlock(FactBlock(), label=_("facts"), min_num=1, max_num=12)

    class Meta:
        icon = "list-ul"
        label = _("facts panel")


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

    def clean(self, value: Any) -> Any:
        return with_plain_address(super().clean(value))

    class Meta:
        icon = "table"
        label = _("chart")


class HandbookCardBlock(blocks.PageChooserBlock):
    """An entry or a precedent, shown as a card."""

    class Meta:
        icon = "doc-full"
        label = _("entry or precedent")


def public_actions() -> QuerySet[Any]:
    """Return the actions of plans as they are published: no other may stand in an article."""
    return as_published(Action.objects.filter(pk__in=EditionAction.objects.visible_to().current().values("action")))


def as_published(actions: QuerySet[Action]) -> QuerySet[Any]:
    """Annotate `published_number` and `published_title`, those of the plan's last edition; None where it has none.

    Each comes with its city.
    """
    published = EditionAction.objects.visible_to().current().filter(action=OuterRef("pk"))
    return actions.select_related("plan__city").annotate(
        published_number=Subquery(published.values("number")[:1]),
        published_title=Subquery(published.values("title")[:1]),
    )


def published_words(action: Action) -> str:
    """Return how editors know an action, who may not read its working text: its city, number and title."""
    found: Any = action
    if not hasattr(action, "published_title"):
        found = as_published(Action.objects.filter(pk=action.pk)).get()
    if found.published_title is None:
        return f"{found.plan.city}, {gettext('an action that no published plan holds now')}"
    return f"{found.plan.city}, {found.published_number} {found.published_title}"


class ActionBlock(blocks.ChooserBlock):
    """An action of a published plan, shown as a card."""

    @cached_property
    def field(self) -> Any:
        field = super().field
        field.queryset = public_actions()
        field.error_messages["invalid_choice"] = _("Choose an action that a published plan holds.")
        return field

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


class VideoBlock(blocks.StructBlock):
    """A film elsewhere. Nobody is contacted before the reader presses play."""

    url = blocks.URLBlock(label=_("address"), max_length=500, help_text=_("On YouTube or Vimeo."))
    title = blocks.CharBlock(label=_("title"), max_length=160)
    summary = blocks.TextBlock(
        label=_("what is said and shown"),
        max_length=1000,
        help_text=_("For those who cannot watch it; a transcript may be linked in the text."),
    )

    def clean(self, value: Any) -> Any:
        """Take films of the hosts whose players the portal lets into a page, and no other address."""
        value = super().clean(value)
        if value["url"] and video_at(value["url"]) is None:
            told = _("Give the address of one film on YouTube or Vimeo. Films elsewhere can be linked in the text.")
            raise blocks.StructBlockValidationError({"url": ValidationError(told)})
        return value

    class Meta:
        icon = "media"
        label = _("video")


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
