"""The editing forms of the newsroom's pages, grouped as the pages read. `attach` puts them on the page types."""

from __future__ import annotations

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from handbooks.editor.kinds import ReadPanel, RowsPanel
from handbooks.panels import chosen, give, later, titled
from portal.newsroom.editor.links_panel import links_of
from portal.newsroom.forms import ArticlePageForm, BylinesFormSet, CorrectionsFormSet, PicksPageForm
from portal.newsroom.models import ArticlePage, NarrativePage, NewsPage, PrinciplePage
from portal.newsroom.sharing import LONG, MEDIUM, SHORT

COUNTED = _("{used} of {most} characters")


def counted(name: str, most: int, **kwargs: object) -> FieldPanel:
    """A field for words that says, while one writes, how many characters it takes and how many are used."""
    attrs = {"maxlength": most, "data-rc-counted": COUNTED}
    return FieldPanel(name, widget=AdminAutoHeightTextInput(attrs=attrs), **kwargs)


NEWS = [*titled("standfirst", "intro"), PageChooserPanel("lead", "newsroom.ArticlePage")]
ARTICLE = [
    MultiFieldPanel(
        [TitleFieldPanel("title"), counted("standfirst", 300, required_on_save=False)],
        heading=_("What it says"),
        icon="doc-full",
    ),
    RowsPanel(
        "bylines",
        heading=_("Authors"),
        label=_("author"),
        icon="user",
        formset=BylinesFormSet,
        help_text=_("In the order in which their names stand. A guest is added in the dialogue."),
        panels=[chosen("author")],
    ),
    MultiFieldPanel(
        [
            FieldPanel("lead_image"),
            FieldPanel("lead_image_alt"),
            FieldPanel("lead_image_is_decorative"),
        ],
        heading=_("Lead image"),
        icon="image",
    ),
    FieldPanel("body", heading=_("Body"), icon="pilcrow"),
    MultiFieldPanel(
        [
            later("themes"),
            FieldPanel("cities", widget=CheckboxSelectMultiple),
            FieldPanel("entries"),
            FieldPanel("precedents"),
        ],
        heading=_("What it is about"),
        icon="tag",
        help_text=_("What stands as a card in the body is counted too, and need not be ticked here."),
    ),
    MultiFieldPanel(
        [FieldPanel("first_ran_at"), FieldRowPanel([FieldPanel("first_ran_in"), FieldPanel("first_ran_on")])],
        heading=_("Where it first ran"),
        icon="link-external",
        classname="collapsed",
        help_text=_("Only for a piece that another outlet printed first."),
    ),
    RowsPanel(
        "corrections",
        heading=_("Corrections"),
        label=_("correction"),
        icon="history",
        formset=CorrectionsFormSet,
        help_text=_("What was wrong and is put right now. Readers see each with its day, below the article."),
        panels=[chosen("corrected_on"), chosen("text")],
    ),
    MultiFieldPanel(
        [
            counted("share_short", SHORT),
            counted("share_medium", MEDIUM),
            counted("share_long", LONG),
            FieldPanel("is_announced"),
        ],
        heading=_("Sharing"),
        icon="group",
        help_text=_("Readers copy these with one press. A text that is left empty is made of title and standfirst."),
    ),
    ReadPanel("newsroom/editor/preview-links.html", reads=links_of, heading=_("Secret links"), icon="key"),
]
PRINCIPLE = titled(
    "statement",
    "text",
    "evidence",
    "check_before_use",
    "entries",
    "precedents",
    "council_steps",
    "community_steps",
)


def attach() -> None:
    """Give every page type its form; called once, when the models are loaded."""
    give(NewsPage, NEWS)
    give(ArticlePage, ARTICLE, ArticlePageForm)
    give(NarrativePage, titled("standfirst", "intro", "how_to_use"))
    give(PrinciplePage, PRINCIPLE, PicksPageForm)
