"""The editing forms of the home page and the standard pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from handbooks.forms import PortalPageForm
from handbooks.panels import give
from portal.home.models import HomePage, StandardPage

HOME = [
    MultiFieldPanel(
        [TitleFieldPanel("title"), FieldPanel("headline"), FieldPanel("standfirst")], heading=_("What it says first")
    ),
    MultiFieldPanel(
        [FieldPanel("council_text"), FieldPanel("community_text"), FieldPanel("meeting_text")],
        heading=_("The two handbooks"),
    ),
    MultiFieldPanel([FieldPanel("cities_text")], heading=_("The ten cities")),
]
STANDARD = [TitleFieldPanel("title"), FieldPanel("standfirst"), FieldPanel("intro"), FieldPanel("body")]


def attach() -> None:
    """Give both page types their form; called once, when the models are loaded."""
    give(HomePage, HOME, PortalPageForm)
    give(StandardPage, STANDARD, PortalPageForm)
