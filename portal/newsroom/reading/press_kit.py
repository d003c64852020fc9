"""The press kit of a city, made of what everybody reads of it now. It names no person."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cities.places.models import City, CityFact, Partner
from cities.places.reading import Body, by_kind
from cities.plans.reading.printed import PrintedPlan, printed_plan
from cities.plans.reading.typeset import address, said, summary_of, summary_row
from handbooks.reading.addresses import address as page_address
from portal.newsroom.models import ArticlePage, Coverage, NarrativeEdition
from portal.newsroom.reading.editions import citation_of
from portal.newsroom.reading.kit_parts import Block, Item, Items, Paragraph, Part, Quote, Subheading, Table, paragraphs
from portal.newsroom.reading.narrative_text import narrative_text
from portal.words.parts import Link

SHOWN = 5
"""Articles, and pieces of coverage, that a kit lists."""
SETTLED = "high"
NOT_SETTLED = gettext_lazy(
    "“Not settled” means that our editors have not yet confirmed the figure, its year and its area at the source that"
    " stands beside it. Look it up there before you print it."
)


class PressKit:
    """Everything that the kit of one city says. A fixed number of queries."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.today = localdate()

    @property
    def title(self) -> str:
        return _("%(city)s: press kit") % {"city": self.city.name}

    @property
    def as_of(self) -> str:
        return _("As of %(date)s.") % {"date": said(self.today)}

    @property
    def made_on(self) -> str:
        """What a file says of itself, which does not change after it is made."""
        return _("Made on %(date)s. The newest kit is always at this address:") % {"date": said(self.today)}

    @cached_property
    def parts(self) -> list[Part]:
        return [
            Part("network", _("What it is"), self.network),
            Part("partners", _("Who is in the network"), self.partners),
            Part("facts", _("Facts about %(city)s") % {"city": self.city.name}, self.facts),
            Part("plan", _("The action plan in brief"), self.plan),
            Part("narrative", _("To quote: what a good economy looks like"), self.narrative),
            Part("articles", _("Our articles"), self.articles),
            Part("coverage", _("In the press"), self.coverage),
            Part("programme", _("About the programme"), self.programme),
            Part("credit", _("How to credit"), self.credit),
            Part("contact", _("Contact"), self.contact),
        ]

    @property
    def contents(self) -> list[Link]:
        return [Link(title=part.title, url=f"#{part.anchor}") for part in self.parts]

    @cached_property
    def bodies(self) -> list[tuple[Any, list[Body]]]:
        """The partners of the network by kind of organisation."""
        rows = Partner.objects.visible_to().current().filter(city=self.city).select_related("organisation")
        return by_kind(Body.of(partner.organisation, partner.seat) for partner in rows)

    @property
    def network(self) -> list[Block]:
        """Say in words what is there, which is true of a city without a network too."""
        told = {"city": self.city.name, "note": self.city.focus_note}
        if not self.city.is_focus:
            where = _("%(city)s is one of the ten core cities of the programme.") % told
        elif self.city.focus_note:
            where = _("%(city)s is a focus city of the programme (%(note)s), and one of its ten core cities.") % told
        else:
            where = _("%(city)s is a focus city of the programme, and one of its ten core cities.") % told
        count = sum(len(bodies) for _kind, bodies in self.bodies)
        if count:
            there = ngettext(
                "Its local partner network has %(count)s partner organisation now. The network writes the city's action"
                " plan and carries it out.",
                "Its local partner network has %(count)s partner organisations now. The network writes the city's"
                " action plan and carries it out.",
                count,
            ) % {"count": count}
        else:
            there = _(
                "It has no local partner network yet: no organisation has joined. Councils, community groups, anchor"
                " institutions and local media that work in the city may ask to."
            )
        words = Paragraph(f"{where} {there}")
        return [words, *paragraphs(self.city.profile), Paragraph(_("Who governs here:")), self.governed]

    @property
    def governed(self) -> Items:
        """Who governs the city. What is above the council is no combined authority everywhere: its note says so."""
        above = Item(self.city.combined_authority, "", self.city.combined_authority_note)
        return Items([item for item in (Item(self.city.council), above) if item.text])

    @property
    def partners(self) -> list[Block]:
        if not self.bodies:
            return [Paragraph(_("Nobody yet."))]
        rows = [
            Item(body.name, body.website, str(kind) + (f", {body.seat}" if body.seat else ""))
            for kind, bodies in self.bodies
            for body in bodies
        ]
        return [Items(rows)]

    @property
    def facts(self) -> list[Block]:
        flagged = self.city.check_before_use
        notice = _("Check before you use it: %(notice)s") % {"notice": flagged}
        found: list[Block] = [Paragraph(notice, is_notice=True)] if flagged else []
        facts = self.city.facts.all()
        rows = [fact_row(fact) for fact in facts]
        if not rows:
            return [*found, Paragraph(_("No figures are recorded yet."))]
        heads = [_("Fact"), _("Figure"), _("Year and area"), _("Source")]
        table = Table(heads, rows)
        if all(fact.certainty == SETTLED for fact in facts):
            return [*found, table]
        return [*found, table, Paragraph(str(NOT_SETTLED))]

    @cached_property
    def printed(self) -> PrintedPlan | None:
        """The plan as its public reads it; None before the first edition."""
        return printed_plan(self.city)

    @property
    def plan(self) -> list[Block]:
        if self.printed is None:
            return [Paragraph(_("%(city)s has not published an action plan yet.") % {"city": self.city.name})]
        edition, text = self.printed.edition, self.printed.text
        told = {
            "title": text.title,
            "number": edition.number,
            "date": said(localdate(edition.published_at)),
            "start": said(text.starts_on),
            "end": said(text.ends_on),
        }
        first = _("“%(title)s”, %(start)s to %(end)s. Edition %(number)s, published on %(date)s.") % told
        found: list[Block] = [Paragraph(first), *map(Paragraph, summary_of(self.printed))]
        heads = [_("Action"), _("Stage"), _("Lead"), _("Due")]
        for objective, lines in self.printed.reading.sections:
            found.append(Subheading(f"{objective.number}. {objective.title}"))
            rows = [summary_row(line) for line in lines]
            found.append(Table(heads, rows) if rows else Paragraph(_("No action stands under this objective.")))
        whole = Item(_("The whole plan, with its updates and evidence"), address("plan", self.city.slug))
        return [*found, Items([whole])]

    @property
    def narrative(self) -> list[Block]:
        edition = NarrativeEdition.objects.visible_to().first()
        if edition is None:
            return [Paragraph(_("No edition of the shared narrative has been issued yet."))]
        told = {"number": edition.number, "date": said(localdate(edition.published_at))}
        first = _("Edition %(number)s, %(date)s. Quote these words with the number and date.") % told
        quotes = [
            Quote(one.statement, _("Principle %(number)s: %(title)s") % {"number": one.number, "title": one.title})
            for one in narrative_text(edition.payload).principles
        ]
        cited = _("Cite it as: %(citation)s") % {"citation": citation_of(edition).text}
        return [Paragraph(first), *quotes, Paragraph(cited)]

    @property
    def articles(self) -> list[Block]:
        rows = ArticlePage.objects.visible_to().in_city(self.city).newest()[:SHOWN]
        columns = rows.values_list("title", "url_path", "first_published_at")
        found = [Item(title, settings.SITE_URL + page_address(path), day_of(at)) for title, path, at in columns]
        if not found:
            return [Paragraph(_("We have published no article about the city yet."))]
        whole = Item(_("All our articles about %(city)s") % {"city": self.city.name}, self.listed("news_archive"))
        return [Items([*found, whole])]

    @property
    def coverage(self) -> list[Block]:
        rows = Coverage.objects.visible_to().in_city(self.city).newest().select_related("outlet")[:SHOWN]
        found = [coverage_item(row) for row in rows]
        if not found:
            return [Paragraph(_("No coverage of the city is recorded yet."))]
        whole = Item(_("Everything about %(city)s in the press") % {"city": self.city.name}, self.listed("coverage"))
        return [Items([*found, whole])]

    def listed(self, name: str) -> str:
        """Return the address of a list of the newsroom with what is about the city."""
        return f"{address(name)}?city={self.city.slug}"

    @property
    def programme(self) -> list[Block]:
        return [
            Paragraph(
                _(
                    "Resilient Cities is a programme of CLES (the Centre for Local Economic Strategies) and NEF (the"
                    " New Economics Foundation). It works with local partner networks in the UK's core cities, so that"
                    " homes, energy, finance and public spending stay rooted in the place and useful to it."
                )
            ),
            Paragraph(
                _(
                    "It publishes two connected handbooks, of what councils and what communities may already do in"
                    " law, with the precedents behind them, and the action plans of the cities, which the public can"
                    " follow."
                )
            ),
            Items([Item(settings.SITE_URL.partition("://")[2], settings.SITE_URL + "/")]),
        ]

    @property
    def credit(self) -> list[Block]:
        told = {"city": self.city.name, "date": said(self.today)}
        rows = [
            _("Our words: “Resilient Cities, press kit of %(city)s, %(date)s”. They are under CC BY 4.0.") % told,
            _("Figures: name the source and the year that stand beside each, not us."),
        ]
        if self.printed:
            rows.append(_("The plan: it is that of the network of %(city)s. Name its edition.") % told)
        return [Items([Item(row) for row in rows])]

    @property
    def contact(self) -> list[Block]:
        words = _(
            "Ask the network by its form for the press. The question goes to those who coordinate the network of the"
            " city, or to the programme where there is nobody yet, and they answer by email."
        )
        return [Paragraph(words), Items([Item(_("Ask a question"), address("press_ask", self.city.slug))])]

    @property
    def url(self) -> str:
        return address("city_press", self.city.slug)

    @cached_property
    def data(self) -> dict[str, Any]:
        """Return the kit as plain data, which the files are made of."""
        language, _dash, region = (get_language() or "en-gb").partition("-")
        return {
            "lang": language,
            "region": region.upper() or None,
            "title": self.title,
            "made_on": self.made_on,
            "url": self.url,
            "page": _("Page"),
            "licence": _("Text under CC BY 4.0. General information, not legal advice."),
            "parts": [part.as_data() for part in self.parts],
        }

    @cached_property
    def digest(self) -> str:
        """What tells one state of the kit from another."""
        return hashlib.sha256(json.dumps(self.data, sort_keys=True).encode()).hexdigest()


def day_of(moment: Any) -> str:
    return said(localdate(moment)) if moment else ""


def fact_row(fact: CityFact) -> list[str]:
    """Return a fact in words; one that is not settled says so beside its figure."""
    figure = ", ".join(filter(None, [fact.number, fact.rounding]))
    if fact.certainty != SETTLED:
        figure = _("%(figure)s (not settled: check it at its source before you use it)") % {"figure": figure}
    return [fact.name, figure, ", ".join(filter(None, [str(fact.year), fact.area])), fact.source]


def coverage_item(row: Coverage) -> Item:
    """Return a piece of coverage. The link of one that is made up, or does not answer, is not given."""
    about = [str(row.outlet), date_format(row.printed_on, "j F Y")]
    if row.is_demo:
        about.append(_("demonstration"))
    if row.dead_since:
        about.append(_("the link no longer answers"))
    is_there = not (row.dead_since or row.is_demo)
    return Item(row.headline, row.url if is_there else "", ", ".join(about))
