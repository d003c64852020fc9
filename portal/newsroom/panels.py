"""The editing forms of the newsroom's pages. `attach` puts them on the page types."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel

from handbooks.panels import give, titled
from portal.newsroom.models import ArticlePage, NarrativePage, NewsPage, PrinciplePage

NEWS = [*titled("standfirst", "intro"), PageChooserPanel("lead", "newsroom.ArticlePage")]
ARTICLE = [
    *titled("standfirst"),
    InlinePanel("bylines", heading=_("Authors"), label=_("author")),
    MultiFieldPanel([FieldPanel("lead_image"), FieldPanel("lead_image_alt")], heading=_("Lead image"), icon="image"),
    FieldPanel("body"),
    MultiFieldPanel(
        [FieldPanel("themes"), FieldPanel("cities"), FieldPanel("entries"), FieldPanel("precedents")],
        heading=_("What it is about"),
    ),
    MultiFieldPanel(
        [FieldPanel("first_ran_at"), FieldRowPanel([FieldPanel("first_ran_in"), FieldPanel("first_ran_on")])],
        heading=_("Where it first ran"),
    ),
    InlinePanel("corrections", heading=_("Corrections"), label=_("correction")),
    MultiFieldPanel(
        [FieldPanel("share_short"), FieldPanel("share_medium"), FieldPanel("share_long"), FieldPanel("is_announced")],
        heading=_("Sharing"),
    ),
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
    give(ArticlePage, ARTICLE)
    give(NarrativePage, titled("standfirst", "intro", "how_to_use"))
    give(PrinciplePage, PRINCIPLE)
