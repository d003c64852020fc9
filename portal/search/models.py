"""The passage: one row for each part of what readers can find."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from wagtail.models import Page

from portal.search.choices import AudienceKey, PassageKind
from portal.search.querysets import PassageQuerySet
from portal.words.audiences import Audience
from portal.words.bodies import BodyKind
from portal.words.fields import ChoiceArrayField
from portal.words.nations import Nation
from portal.words.themes import Theme

# PostgreSQL has no Welsh dictionary: Welsh words are found as they are written.
CONFIGURATIONS = {"en": "english", "cy": "simple"}


# So many ids of one kind and audience share a slice. The index of words holds the slices too, so that the newest
# matches of a word that a reader may find are found without reading the others, however many there are.
SLICE = 8192


def weighted_vector(config: str) -> Combinable:
    """Return the vector of a passage in one configuration: title first, then heading, text, the rest."""
    return (
        SearchVector("number", "title", weight="A", config=config)
        + SearchVector("heading", weight="B", config=config)
        + SearchVector("text", weight="C", config=config)
        + SearchVector("also", weight="D", config=config)
    )


class Passage(models.Model):
    """A part of a page, or a whole short thing such as a term, with what it is found and filtered by.

    Each owner has one leading passage, which is matched and ranked: its title, its first text, and in
    `also` the words of its other parts, so that words from different sections meet. The other passages
    are its sections: they are read only for owners that were found, to show where.
    Addresses are not kept: they are read from the owner, so a moved page needs no new row.
    """

    kind = models.CharField(max_length=12, choices=PassageKind.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    owner = GenericForeignKey()
    page = models.ForeignKey(
        Page,
        null=True,
        on_delete=models.CASCADE,
        related_name="passages",
        help_text="The page that shows it; a term is shown by the glossary.",
    )
    is_lead = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    anchor = models.CharField(max_length=100, blank=True, help_text="The id in the page; empty for its top.")

    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=255, blank=True, help_text="On the leading passage only.")
    heading = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    also = models.TextField(blank=True, help_text="Words it is found by and that are not shown.")
    detail = models.CharField(max_length=120, blank=True, help_text="What its kind adds: power, duty; a place.")
    standing = models.CharField(max_length=20, blank=True, help_text="Said beside the title: closed, unused.")

    themes = ChoiceArrayField(Theme, blank=True)
    nations = ChoiceArrayField(Nation, blank=True, help_text="All of them where none is named.")
    handbooks = ChoiceArrayField(Audience, blank=True)
    bodies = ChoiceArrayField(BodyKind, blank=True)
    audience_key = models.CharField(max_length=10, choices=AudienceKey.choices)
    cities = ArrayField(
        models.PositiveIntegerField(), default=list, help_text="Whose networks may find it, where it is for cities."
    )
    language = models.CharField(max_length=10, default="en")
    vector = models.GeneratedField(
        expression=Case(When(language="cy", then=weighted_vector("simple")), default=weighted_vector("english")),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    slices = models.GeneratedField(
        expression=Func(
            Cast("kind", models.TextField()),
            Cast("audience_key", models.TextField()),
            Cast(F("id") / SLICE, models.TextField()),
            template="ARRAY[%(expressions)s]",
            arg_joiner=" || '/' || ",
            output_field=ArrayField(models.TextField()),
        ),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "anchor"], name="passage_once_per_anchor"),
            models.UniqueConstraint(
                fields=["content_type", "object_id"], condition=Q(is_lead=True), name="passage_leads_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=PassageKind.values), name="passage_kind_known"),
            models.CheckConstraint(condition=Q(audience_key__in=AudienceKey.values), name="passage_audience_known"),
        ]
        indexes = [
            GinIndex(
                fields=["vector", "slices", "themes", "nations", "handbooks", "bodies"],
                condition=Q(is_lead=True),
                name="passage_vector",
            ),
            models.Index(fields=["number"], condition=~Q(number=""), name="passage_number"),
            models.Index(F("id").desc(), condition=Q(is_lead=True) & ~Q(kind=PassageKind.POST), name="passage_newest"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.number, self.title or self.heading]))
