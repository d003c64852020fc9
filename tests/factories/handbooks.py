"""Handbook pages and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import factory
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Orderable, Page

from handbooks.choices import BasisRole, SchemeKind
from handbooks.models import (
    Counterpart,
    EntryLimit,
    EntryPage,
    EntryStep,
    EquivalentEntry,
    EquivalentGroup,
    GlossaryTerm,
    HandbookPage,
    LegalBasis,
    PrecedentEntry,
    PrecedentIndexPage,
    PrecedentPage,
    Provision,
    Scheme,
    Task,
    TaskEntry,
    TaskPrecedent,
    ThemePage,
    WatchTopic,
)
from portal.words.audiences import Audience
from portal.words.bodies import BodyKind
from portal.words.nations import Nation
from portal.words.themes import Theme


def published(page: Page) -> Page:
    """Publish a page as an editor would, through a revision, and return it as it is now stored."""
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def ordered(rows: Iterable[Orderable]) -> list[Orderable]:
    """Return rows of a page with their places, as the editor's form gives them."""
    listed = list(rows)
    for place, row in enumerate(listed):
        row.sort_order = place
    return listed


class PageFactory(factory.Factory):
    """Makes a page below `parent`, or below what its own `parent_of` returns. `live=False` leaves it a draft."""

    class Meta:
        abstract = True

    live = True
    _place: Sequence[str] = ()  # arguments that only say where the page stands
    _rows: Sequence[str] = ()  # arguments that become rows of the page, and not fields

    @classmethod
    def add_rows(cls, page: Page, rows: dict[str, Any]) -> None:
        """Add rows to the page before it is published."""

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, **values: Any) -> Page:
        live, parent = values.pop("live"), values.pop("parent", None)
        place = {name: values.pop(name) for name in cls._place}
        rows = {name: values.pop(name) for name in cls._rows}
        parent = parent or cls.parent_of({**values, **place})
        page = model_class(live=False, **values)
        Page.objects.get(pk=parent.pk).specific.add_child(instance=page)
        cls.add_rows(page, rows)
        return published(page) if live else page


class ThemePageFactory(PageFactory):
    """A theme of a handbook: the one that is there, or a new one. `audience` chooses the handbook."""

    class Meta:
        model = ThemePage

    _place = ("audience",)
    audience = Audience.LOCAL_GOVERNMENT
    theme = Theme.HOUSING
    title = factory.LazyAttribute(lambda page: str(Theme(page.theme).label))
    slug = factory.LazyAttribute(lambda page: str(page.theme))

    @classmethod
    def parent_of(cls, place: dict[str, Any]) -> Page:
        return HandbookPage.objects.get(audience=place["audience"])

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, **values: Any) -> Page:
        there = ThemePage.objects.filter(audience=values["audience"], slug=values["slug"]).first()
        return there or super()._create(model_class, *args, **values)


class EntryPageFactory(PageFactory):
    """A published power of councils in England, with one legal basis, three steps and one limit.

    `audience` and `theme` choose where it stands, or `parent`; `counterparts`, `steps`, `limits`,
    `provisions` and `schemes` take lists; `live=False` makes a draft.
    """

    class Meta:
        model = EntryPage

    _place = ("audience", "theme")
    _rows = ("steps", "limits", "provisions", "schemes", "counterparts")
    audience = Audience.LOCAL_GOVERNMENT
    theme = Theme.HOUSING
    title = factory.Sequence(lambda number: f"License homes in area {number}")
    slug = factory.LazyAttribute(lambda page: slugify(page.title))
    summary = factory.LazyAttribute(lambda page: f"Use this entry to {page.title.lower()}.")
    nations = factory.LazyFunction(lambda: [Nation.ENGLAND.value])
    usable_by = factory.LazyFunction(lambda: [BodyKind.UNITARY_COUNCIL.value])
    who_can_use = "Unitary councils in England."
    what_it_lets_you_do = "<p>It lets a council act where homes are in a poor state.</p>"
    steps = ("Gather the evidence.", "Consult those affected.", "Decide, and say why.")
    limits = ("Takes about a year.",)
    provisions: Sequence[Provision] | None = None
    schemes: Sequence[Scheme] = ()
    counterparts: Sequence[EntryPage] = ()

    @classmethod
    def parent_of(cls, place: dict[str, Any]) -> Page:
        return ThemePageFactory(audience=place["audience"], theme=place["theme"])

    @classmethod
    def add_rows(cls, page: Page, rows: dict[str, Any]) -> None:
        provisions = [ProvisionFactory()] if rows["provisions"] is None else rows["provisions"]
        page.steps = ordered(EntryStep(text=text) for text in rows["steps"])
        page.limits = ordered(EntryLimit(text=text) for text in rows["limits"])
        page.counterparts_set = ordered(Counterpart(other=other) for other in rows["counterparts"])
        page.legal_bases = ordered(
            [
                *(LegalBasis(provision=provision, nations=page.nations) for provision in provisions),
                *(LegalBasis(scheme=scheme, nations=page.nations) for scheme in rows["schemes"]),
            ]
        )
        page.save()


class PrecedentPageFactory(PageFactory):
    """A published precedent in England. `used` and `related` take entries."""

    class Meta:
        model = PrecedentPage

    _rows = ("used", "related")
    title = factory.Sequence(lambda number: f"Homes brought back in place {number}")
    slug = factory.LazyAttribute(lambda page: slugify(page.title))
    summary = factory.LazyAttribute(lambda page: f"{page.title}: a council and a trust worked together.")
    place = "Sheffield"
    nation = Nation.ENGLAND
    themes = factory.LazyFunction(lambda: [Theme.HOUSING.value])
    years = "2014-present"
    lead_organisations = "Sheffield City Council"
    what_was_done = "Listed the empty homes.\nLeased them to the trust."
    outcome = "Forty homes were let."
    lessons = "Start small.\nKeep a record."
    used: Sequence[EntryPage] = ()
    related: Sequence[EntryPage] = ()

    @classmethod
    def parent_of(cls, place: dict[str, Any]) -> Page:
        return PrecedentIndexPage.objects.get()

    @classmethod
    def add_rows(cls, page: Page, rows: dict[str, Any]) -> None:
        page.entry_links = ordered(
            PrecedentEntry(entry=entry, relation=relation)
            for relation in ("used", "related")
            for entry in rows[relation]
        )
        page.save()


class ProvisionFactory(DjangoModelFactory):
    """A section of an Act, with an identifier of its own."""

    class Meta:
        model = Provision

    section = factory.Sequence(lambda number: f"section {number + 1}")
    statute = "Localism Act 2011"
    citation = factory.LazyAttribute(lambda law: f"{law.statute}, {law.section}")
    url = factory.LazyAttribute(
        lambda law: f"https://www.legislation.gov.uk/id/ukpga/2011/20/{law.section.replace(' ', '/')}"
    )


class SchemeFactory(DjangoModelFactory):
    """A programme without an identifier in law."""

    class Meta:
        model = Scheme

    name = factory.Sequence(lambda number: f"Programme {number}")
    kind = SchemeKind.PROGRAMME


class LegalBasisFactory(DjangoModelFactory):
    """A provision that gives the power of an entry, stored beside it and not in its revisions."""

    class Meta:
        model = LegalBasis

    entry = factory.SubFactory(EntryPageFactory)
    provision = factory.SubFactory(ProvisionFactory)
    role = BasisRole.GIVES
    nations = factory.LazyFunction(lambda: [Nation.ENGLAND.value])


class CounterpartFactory(DjangoModelFactory):
    """A pair across the handbooks, stored beside the entries and not in their revisions."""

    class Meta:
        model = Counterpart

    entry = factory.SubFactory(EntryPageFactory)
    other = factory.SubFactory(EntryPageFactory, audience=Audience.CIVIL_SOCIETY)
    council_to_community = "The council's power lets a group own the building."
    community_to_council = "The group's bid gives the council its case."


class EquivalentGroupFactory(DjangoModelFactory):
    """Entries of one handbook that do the same work in other nations: `entries=[...]`."""

    class Meta:
        model = EquivalentGroup
        skip_postgeneration_save = True

    locale = factory.LazyFunction(Locale.get_default)
    slug = factory.Sequence(lambda number: f"group-{number}")
    audience = Audience.LOCAL_GOVERNMENT
    name = factory.Sequence(lambda number: f"Group {number}")
    sentence = "Scotland has its own law for this."

    @factory.post_generation
    def entries(self, create: bool, entries: Sequence[EntryPage] | None, **kwargs: Any) -> None:
        if create and entries:
            self.members = ordered(EquivalentEntry(entry=entry) for entry in entries)
            self.save()


class GlossaryTermFactory(DjangoModelFactory):
    """A term of both handbooks."""

    class Meta:
        model = GlossaryTerm

    locale = factory.LazyFunction(Locale.get_default)
    term = factory.Sequence(lambda number: f"Term {number}")
    slug = factory.LazyAttribute(lambda term: slugify(term.term))
    definition = factory.LazyAttribute(lambda term: f"What {term.term} means in plain words.")
    handbooks = factory.LazyFunction(lambda: list(Audience.values))


class TaskFactory(DjangoModelFactory):
    """A task of a theme: `entries=[...]`, `precedents=[...]`."""

    class Meta:
        model = Task
        skip_postgeneration_save = True

    locale = factory.LazyFunction(Locale.get_default)
    theme = factory.LazyFunction(ThemePageFactory)
    text = factory.Sequence(lambda number: f"I want to do job {number}.")

    @factory.post_generation
    def entries(self, create: bool, entries: Sequence[EntryPage] | None, **kwargs: Any) -> None:
        if create and entries:
            self.entry_links = ordered(TaskEntry(entry=entry) for entry in entries)
            self.save()

    @factory.post_generation
    def precedents(self, create: bool, precedents: Sequence[PrecedentPage] | None, **kwargs: Any) -> None:
        if create and precedents:
            self.precedent_links = ordered(TaskPrecedent(precedent=precedent) for precedent in precedents)
            self.save()


class WatchTopicFactory(DjangoModelFactory):
    """Law on the move."""

    class Meta:
        model = WatchTopic

    slug = factory.Sequence(lambda number: f"topic-{number}")
    title = factory.Sequence(lambda number: f"Topic {number}")
    why = "The Act has passed and has not started."
    action = "Check whether it has started."
