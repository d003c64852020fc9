"""Articles, with their authors, corrections, and what they are about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.models.pages import PageManager
from wagtail.search import index

from cities.places.models import City
from cities.plans.models import Action
from handbooks.models import EntryPage, PrecedentPage
from handbooks.reading.registry import ReadPage
from portal.media.models import PortalImage
from portal.newsroom.addresses import is_own, refuse_insecure_address
from portal.newsroom.blocks import ArticleBodyBlock
from portal.newsroom.counting_words import minutes_for, words_of
from portal.newsroom.models.author import Author
from portal.newsroom.querysets import ArticleQuerySet
from portal.newsroom.videos import let_players_in
from portal.words.fields import ChoiceArrayField
from portal.words.themes import Theme


class ArticlePage(ReadPage):
    """A piece that the programme publishes, or that ran elsewhere first."""

    standfirst = models.TextField(_("standfirst"), max_length=300)
    lead_image = models.ForeignKey(
        PortalImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lead image"),
        help_text=_("Its credit and its focal point are set with the image."),
    )
    lead_image_alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for those who do not see it."),
    )
    lead_image_is_decorative = models.BooleanField(
        _("the picture is only decoration"), default=False, help_text=_("Then it has no alternative text.")
    )
    body = StreamField(ArticleBodyBlock(), verbose_name=_("body"), blank=True)
    themes = ChoiceArrayField(Theme, verbose_name=_("themes"))
    cities = ParentalManyToManyField(City, verbose_name=_("cities"), related_name="articles", blank=True)
    entries = ParentalManyToManyField(EntryPage, verbose_name=_("related entries"), related_name="articles", blank=True)
    precedents = ParentalManyToManyField(
        PrecedentPage, verbose_name=_("related precedents"), related_name="articles", blank=True
    )

    first_ran_at = models.URLField(
        _("address where it first ran"),
        max_length=500,
        blank=True,
        validators=[refuse_insecure_address],
        help_text=_("Search engines are sent there, and a line says so."),
    )
    first_ran_in = models.CharField(_("first ran in"), max_length=120, blank=True, help_text=_("Such as New Start."))
    first_ran_on = models.DateField(_("first ran on"), null=True, blank=True)

    share_short = models.CharField(
        _("short text to share"),
        max_length=250,
        blank=True,
        help_text=_("Bluesky and X: 250 characters, then the link."),
    )
    share_medium = models.CharField(
        _("longer text to share"), max_length=450, blank=True, help_text=_("Mastodon: 450 characters, then the link.")
    )
    share_long = models.TextField(
        _("long text to share"), max_length=1300, blank=True, help_text=_("LinkedIn and Facebook: 1,300 characters.")
    )
    is_announced = models.BooleanField(
        _("announce it"), default=True, help_text=_("When first published, to the channels that are set up.")
    )
    words = models.PositiveIntegerField(default=0, editable=False)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    parent_page_types = ["newsroom.NewsPage"]
    subpage_types: list[str] = []
    template = "newsroom/article.html"
    search_fields = [*ReadPage.search_fields, index.SearchField("standfirst", boost=2)]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def clean(self) -> None:
        """Refuse a first run at an address of ours, or on a day to come."""
        super().clean()
        errors = {}
        if is_own(self.first_ran_at):
            errors["first_ran_at"] = _("This is an address of this portal. Leave it empty for what runs here first.")
        if self.first_ran_on and self.first_ran_on > localdate():
            errors["first_ran_on"] = _("This day has not come yet.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Count the words of the body, unless only some fields are saved, as with a draft."""
        if kwargs.get("update_fields") is None:
            self.words = words_of(self.body.raw_data)
        super().save(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let the players of films into a page that has one."""
        response = super().serve(request, *args, **kwargs)
        if any(block["type"] == "video" for block in self.body.raw_data):
            let_players_in(response)
        return response

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Return nothing for a piece that ran elsewhere first: its canonical address is there."""
        return [] if self.first_ran_at else super().get_sitemap_urls(request)

    @property
    def minutes(self) -> int:
        """How long it takes to read."""
        return minutes_for(self.words)

    @property
    def ink(self) -> str:
        return "both"


class ArticleAuthor(Orderable):
    """A name over an article."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines", verbose_name=_("author"))

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="author_once_per_article")]


class Correction(Orderable):
    """What was wrong in an article and put right, with its day."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField(_("day"))
    text = models.TextField(_("what was put right"), max_length=600)

    class Meta(Orderable.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")


class ArticleMention(models.Model):
    """What a published article is about: an entry, a precedent or an action. Written when it is published."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="mentions")
    entry = models.ForeignKey(EntryPage, null=True, on_delete=models.CASCADE, related_name="article_mentions")
    precedent = models.ForeignKey(PrecedentPage, null=True, on_delete=models.CASCADE, related_name="article_mentions")
    action = models.ForeignKey(Action, null=True, on_delete=models.CASCADE, related_name="article_mentions")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(entry__isnull=False, precedent=None, action=None)
                    | Q(entry=None, precedent__isnull=False, action=None)
                    | Q(entry=None, precedent=None, action__isnull=False)
                ),
                name="mention_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["article", "entry", "precedent", "action"], name="mention_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.entry or self.precedent or self.action}"
