"""The front page of the newsroom, and the parent of its articles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from handbooks.reading.registry import ReadPage


class NewsPage(ReadPage):
    """`/news/`: the lead story, what is newest, themes, cities and months."""

    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)
    lead = models.ForeignKey(
        "newsroom.ArticlePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lead story"),
        help_text=_("The newest article, when none is chosen."),
    )

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["newsroom.ArticlePage", "newsroom.NarrativePage"]
    template = "newsroom/news.html"

    class Meta:
        verbose_name = _("news")

    @property
    def ink(self) -> str:
        return "both"
