"""The glossary: terms that entries mark and explain at their first use."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin

from handbooks.fields import LinesField, lines
from handbooks.querysets import GlossaryTermQuerySet
from handbooks.reading.registry import ReadPage
from portal.words.audiences import Audience
from portal.words.fields import ChoiceArrayField


class GlossaryPage(ReadPage):
    """The terms of both handbooks, A to Z."""

    intro = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)

    max_count = 1
    parent_page_types = ["handbooks.HandbooksPage"]
    subpage_types: list[str] = []
    template = "handbooks/glossary.html"

    class Meta:
        verbose_name = _("glossary")

    @property
    def ink(self) -> str:
        return "both"


class GlossaryTerm(TranslatableMixin, models.Model):
    """A term with its plain definition."""

    slug = models.SlugField(_("slug"), max_length=80)
    term = models.CharField(_("term"), max_length=80)
    other_forms = LinesField(
        _("other forms"), blank=True, help_text=_("Spellings and plurals that are marked as well, one to a line.")
    )
    definition = models.TextField(_("definition"), max_length=500)
    handbooks = ChoiceArrayField(Audience, verbose_name=_("handbooks"))
    check_before_use = models.TextField(_("notice"), blank=True)

    objects = GlossaryTermQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="term_slug_once_per_locale")]

    def __str__(self) -> str:
        return self.term

    @property
    def forms(self) -> list[str]:
        """Every form that is marked in a text, the term itself first."""
        return [self.term, *lines(self.other_forms)]
