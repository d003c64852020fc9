"""What readers find of an entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handbooks.choices import EntryKind, EntryStatus
from handbooks.models import EntryPage, LegalBasis, ThemePage
from portal.search.choices import PassageKind
from portal.search.sources.base import Description, Part, Source, language_of, link_titles, sections
from portal.search.texts import plain, plain_from_rich, sentence


class EntrySource(Source):
    """Entries that everyone may read."""

    kind = PassageKind.ENTRY
    model = EntryPage

    def visible(self) -> QuerySet[EntryPage]:
        return (
            EntryPage.objects.visible_to(None)
            .select_related("locale")
            .prefetch_related("steps", "limits", "legal_bases__provision", "legal_bases__scheme", "task_links__task")
        )

    def describe(self, owner: EntryPage) -> Description:
        theme = theme_of(owner)
        return Description(
            title=owner.title,
            number=owner.number,
            lead=Part("", "", plain(owner.summary)),
            parts=[part for part in parts(owner) if part.text],
            also=unshown(owner),
            detail=owner.kind,
            standing=owner.status if EntryStatus(owner.status).is_said_beside_title else "",
            themes=[theme] if theme else [],
            nations=owner.nations,
            handbooks=[owner.audience],
            bodies=owner.usable_by,
            language=language_of(owner),
            page_id=owner.pk,
        )

    def detail_label(self, detail: str) -> str:
        if detail == EntryKind.FINANCE:
            return _("Source of finance")
        return str(EntryKind(detail).label) if detail in EntryKind.values else detail

    def standing_label(self, standing: str) -> str:
        return str(EntryStatus(standing).label) if standing in EntryStatus.values else standing


def theme_of(owner: EntryPage) -> str:
    """Return the theme above an entry."""
    above = owner.path[: -owner.steplen]
    return ThemePage.objects.filter(path=above).values_list("theme", flat=True).first() or ""


def parts(owner: EntryPage) -> Iterator[Part]:
    """Yield the sections of an entry in the order of the page, with the page's own ids."""
    yield Part("lets", _("What it lets you do"), plain_from_rich(owner.what_it_lets_you_do))
    steps = (sentence([step.heading, step.text]) for step in owner.steps.all())
    yield Part("how", _("How to use it"), plain(" ".join(steps)))
    limits = (limit.text for limit in owner.limits.all())
    yield Part("rely", _("Before you rely on this"), plain(sentence(limits)))
    bases = [basis_words(basis) for basis in owner.legal_bases.all()]
    law = sentence([*bases, owner.no_provision_because, owner.in_force_since])
    yield Part("law", _("The law"), plain(law))
    yield from sections(owner.body)


def basis_words(basis: LegalBasis) -> str:
    """Return a legal basis in words, for finding it by its statute, section or scheme."""
    source: Any = basis.source
    if source is None:
        return ""
    names = [str(source)]
    if basis.provision and basis.provision.statute not in basis.provision.citation:
        names.append(f"{basis.provision.statute} {basis.provision.section}")
    return sentence([*names, basis.note])


def unshown(owner: EntryPage) -> str:
    """Return the words of the page that stand outside its sections, and the tasks that lead to it."""
    words = [
        owner.who_can_use,
        owner.signed_off_by,
        owner.check_before_use,
        *link_titles(owner.further_reading),
        *(link.task.text for link in owner.task_links.all()),
    ]
    return plain(sentence(words))
