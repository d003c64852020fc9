"""The home page and plain pages such as about, contact, accessibility and privacy."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from handbooks.blocks import SectionsBlock
from handbooks.reading.registry import ReadPage


class JobBlock(blocks.StructBlock):
    """A job that people come with, and the entries of either handbook that serve it."""

    text = blocks.CharBlock(label=_("job"), max_length=80)
    entries = blocks.ListBlock(blocks.PageChooserBlock(page_type="handbooks.EntryPage"), label=_("entries"))

    class Meta:
        icon = "list-ul"
        label = _("job")


class HomePage(ReadPage):
    """The front door: both handbooks, the tasks that people come with, the ten cities, what is new."""

    headline = models.CharField(_("headline"), max_length=120)
    standfirst = models.TextField(_("standfirst"), max_length=500)
    council_text = models.CharField(_("what the local government handbook does"), max_length=250)
    community_text = models.CharField(_("what the civil society handbook does"), max_length=250)
    meeting_text = models.TextField(_("where they meet"), max_length=400)
    cities_text = models.TextField(_("the ten cities"), max_length=400)

    jobs = StreamField([("job", JobBlock())], blank=True, verbose_name=_("jobs"))

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["handbooks.HandbooksPage", "newsroom.NewsPage", "home.StandardPage"]
    template = "home/home.html"

    class Meta:
        verbose_name = _("home page")

    @property
    def ink(self) -> str:
        return "both"


class StandardPage(ReadPage):
    """A plain page of sections."""

    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), features=["bold", "italic", "link", "ul", "ol"], blank=True)
    body = StreamField(SectionsBlock(), blank=True, verbose_name=_("sections"))

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    template = "home/standard.html"

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    @property
    def ink(self) -> str:
        return "both"
