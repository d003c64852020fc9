"""How the handbooks connect: counterparts, precedents, equivalents in other nations, and tasks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, TranslatableMixin

from handbooks.choices import Relation
from handbooks.models.contents import ThemePage
from handbooks.models.entry import EntryPage
from handbooks.models.precedent import PrecedentPage
from portal.words.audiences import Audience


class Counterpart(Orderable):
    """Two entries, one of each handbook, that meet: the council's power and the community's right.

    Stored once, on whichever of the two it was set, and shown on both.
    """

    entry = ParentalKey(EntryPage, on_delete=models.CASCADE, related_name="counterparts_set")
    other = models.ForeignKey(
        EntryPage, on_delete=models.CASCADE, related_name="counterparts_received", verbose_name=_("counterpart")
    )
    council_to_community = models.TextField(
        _("what the council's side does for the community's"),
        blank=True,
        help_text=_("Shown on the civil society page."),
    )
    community_to_council = models.TextField(
        _("what the community's side does for the council's"),
        blank=True,
        help_text=_("Shown on the local government page."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("counterpart")
        verbose_name_plural = _("counterparts")
        constraints = [
            models.UniqueConstraint(
                Least("entry", "other"), Greatest("entry", "other"), name="counterpart_stored_once"
            ),
            models.CheckConstraint(condition=~Q(entry=F("other")), name="counterpart_of_another_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} and {self.other}"

    def clean(self) -> None:
        super().clean()
        if self.other_id and self.entry_id and self.other.audience == self.entry.audience:
            raise ValidationError({"other": _("A counterpart stands in the other handbook.")})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep one row for each pair: a draft of the other side may have set it meanwhile."""
        Counterpart.objects.filter(entry=self.other_id, other=self.entry_id).delete()
        super().save(*args, **kwargs)

    def text_for(self, audience: str) -> str:
        """Return what the other side does for the side of `audience`."""
        return self.community_to_council if audience == Audience.LOCAL_GOVERNMENT else self.council_to_community


class PrecedentEntry(Orderable):
    """An entry that a precedent used, or that is related to it: a neighbouring or present-day tool."""

    precedent = ParentalKey(PrecedentPage, on_delete=models.CASCADE, related_name="entry_links")
    entry = models.ForeignKey(
        EntryPage, on_delete=models.CASCADE, related_name="precedent_links", verbose_name=_("entry")
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices, default=Relation.USED)

    class Meta(Orderable.Meta):
        verbose_name = _("entry of a precedent")
        verbose_name_plural = _("entries of a precedent")
        constraints = [
            models.UniqueConstraint(
                fields=["precedent", "entry"],
                name="precedent_names_entry_once",
                violation_error_message=_("This entry is already listed."),
            ),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="precedent_relation_known"),
        ]

    def __str__(self) -> str:
        return f"{self.precedent}: {self.entry}"


class EquivalentGroup(TranslatableMixin, ClusterableModel):
    """Entries that do the same work in other nations: a reader in one nation is offered theirs."""

    slug = models.SlugField(_("slug"), max_length=100)
    audience = models.CharField(_("handbook"), max_length=20, choices=Audience.choices)
    name = models.CharField(_("name"), max_length=120)
    sentence = models.TextField(_("how they differ"))

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("group of equivalents")
        verbose_name_plural = _("groups of equivalents")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="equivalents_slug_once"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="equivalents_audience_known"),
        ]

    def __str__(self) -> str:
        return self.name


class EquivalentEntry(Orderable):
    """An entry in a group of equivalents."""

    group = ParentalKey(EquivalentGroup, on_delete=models.CASCADE, related_name="members")
    entry = models.ForeignKey(
        EntryPage, on_delete=models.CASCADE, related_name="equivalent_links", verbose_name=_("entry")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("equivalent")
        verbose_name_plural = _("equivalents")
        constraints = [models.UniqueConstraint(fields=["group", "entry"], name="equivalent_once_per_group")]

    def __str__(self) -> str:
        return str(self.entry)


class Task(TranslatableMixin, ClusterableModel, Orderable):
    """“I want to …”: a job in front of a reader, and the entries that serve it, in order."""

    theme = models.ForeignKey(ThemePage, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("theme"))
    text = models.CharField(_("task"), max_length=160, help_text=_("Begins with “I want to”."))

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["theme__path", "sort_order"]
        constraints = [models.UniqueConstraint(fields=["theme", "text"], name="task_once_per_theme")]

    def __str__(self) -> str:
        return self.text


class TaskEntry(Orderable):
    """An entry that serves a task."""

    task = ParentalKey(Task, on_delete=models.CASCADE, related_name="entry_links")
    entry = models.ForeignKey(EntryPage, on_delete=models.CASCADE, related_name="task_links", verbose_name=_("entry"))

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["task", "entry"], name="task_names_entry_once")]

    def __str__(self) -> str:
        return str(self.entry)


class TaskPrecedent(Orderable):
    """A precedent that shows a task done."""

    task = ParentalKey(Task, on_delete=models.CASCADE, related_name="precedent_links")
    precedent = models.ForeignKey(
        PrecedentPage, on_delete=models.CASCADE, related_name="task_links", verbose_name=_("precedent")
    )

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["task", "precedent"], name="task_names_precedent_once")]

    def __str__(self) -> str:
        return str(self.precedent)
