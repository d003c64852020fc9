"""Every component in every state, with illustrative words. Mounted by `make dev` alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from portal import errors
from portal.text.differences import differences, line_differences
from portal.words.nations import Nation
from portal.words.parts import Choice, FilterGroup, Letter, Link, NationMark, Sheet
from portal.words.themes import Theme

TOKENS = [
    ("lg", "Word ink, local government"),
    ("lg-solid", "Solid"),
    ("lg-tint", "Screen"),
    ("cs", "Word ink, civil society"),
    ("cs-solid", "Solid"),
    ("cs-tint", "Screen"),
    ("op", "Word ink, overprint"),
    ("op-solid", "Solid"),
    ("op-tint", "Screen"),
    ("ink", "Text"),
    ("ink-2", "Second text"),
    ("paper", "Paper"),
    ("sheet", "Sheet"),
    ("wash", "Wash"),
    ("go", "Proof: done"),
    ("wait", "Proof: delayed, to be checked"),
    ("stop", "Proof: overdue, error"),
]
ACTS = ["search", "right", "left", "out", "print", "pack", "cite", "copy", "doc", "edit", "reply", "tick", "cross"]
ACTS += ["warn", "bell", "pin", "feed"]
HERE = "/styleguide/"

LG_32 = Link(number="LG 3.2", ink="lg", title="General power of competence", url=HERE)
LG_31 = Link(number="LG 3.1", ink="lg", title="Borrow and invest", url=HERE)
LG_33 = Link(number="LG 3.3", ink="lg", title="Charge for a service you choose to give", url=HERE)
CS_42 = Link(number="CS 4.2", ink="cs", title="Issue community shares", url=HERE)
P_14 = Link(number="P 14", ink="both", title="A turbine owned by an estate", url=HERE)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Text"), help_text=_("A hint in one sentence."))
    due = forms.DateField(label=_("A date"), help_text=_("For example 31/3/2027"))
    email = forms.EmailField(label=_("Email address"), required=False)
    kind = forms.ChoiceField(label=_("Select"), choices=[("power", _("Power")), ("duty", _("Duty"))])
    story = forms.CharField(label=_("Long text"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    nation = forms.ChoiceField(label=_("Choose one"), choices=Nation.choices, widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label=_("Choose any"), choices=Theme.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    letter = forms.BooleanField(label=_("Email me"), required=False, help_text=_("Once a week at most."))
    document = forms.FileField(label=_("A file"), required=False, help_text=_("PDF, up to 10 MB."))


@dataclass(frozen=True)
class SampleEdition:
    """A dated text, as a plan or the narrative has them."""

    number: int
    note: str
    published_at: date

    def get_absolute_url(self) -> str:
        return HERE


class SampleCompareForm(forms.Form):
    """Two editions to compare."""

    first = forms.ChoiceField(label=_("From edition"), choices=[("1", _("Edition 1"))])
    second = forms.ChoiceField(label=_("To edition"), choices=[("2", _("Edition 2"))])


def filters() -> list[FilterGroup]:
    """Return the filters of a contents page, one value chosen."""
    return [
        FilterGroup(
            name="nation",
            label=_("Show what applies in"),
            kind="radio",
            choices=[
                Choice(value="", label=_("All nations"), chosen=True),
                *(Choice(value=v, label=label) for v, label in Nation.choices),
            ],
        ),
        FilterGroup(
            name="theme",
            label=_("Theme"),
            choices=[
                Choice(value="", label=_("All themes")),
                Choice(value="housing", label=Theme.HOUSING.label, count=12),
                Choice(value="finance", label=Theme.FINANCE.label, count=7, chosen=True),
            ],
        ),
        FilterGroup(
            name="kind",
            label=_("Kind"),
            choices=[
                Choice(value="", label=_("All kinds")),
                Choice(value="power", label=_("Power"), count=5),
                Choice(value="duty", label=_("Duty"), count=0),
            ],
        ),
    ]


def sample_pieces() -> dict[str, Any]:
    """Return what the shared components take."""
    return {
        "crumbs": [
            Link(title=_("Home"), url="/"),
            Link(title=_("Local government handbook"), url="/handbooks/local-government/"),
            Link(title="3 Finance", url=HERE),
        ],
        "nations": [NationMark(label=label, applies=v == "england") for v, label in Nation.choices],
        "left": Sheet(number="LG 3.2", ink="lg", title="The council may lend", text="Use the general power to lend."),
        "right": Sheet(
            number="CS 4.2", ink="cs", title="The community may issue shares", url=HERE, text="From its members."
        ),
        "used_left": Sheet(ink="lg", title=_("By the council"), links=[LG_31, LG_32]),
        "used_right": Sheet(ink="cs", title=_("By the community"), links=[CS_42]),
        "steps": [
            {"title": "Look for a limit first", "body": "Check whether another Act forbids what you plan."},
            {"title": "Write down the reason", "body": "State the purpose, the benefit and the evidence."},
        ],
        "links": [LG_31, CS_42, P_14],
        "plain_links": [Link(title="Glossary", url="/handbooks/glossary/")],
        "tags": [Link(title="Finance", url=HERE), Link(title="Energy", url=HERE), Link(title="Not a link")],
        "previous": LG_31,
        "next": LG_33,
        "tasks": [{"title": "Raise money from residents for solar roofs", "local": [LG_32], "civil": [CS_42]}],
        "wants": [{"title": "Borrow from residents", "links": [LG_32, LG_31]}],
        "letters": [Letter(label=x, anchor="letter-b" if x == "B" else "") for x in "ABCDE"],
        "terms": [{"title": "Community interest company", "meaning": "A company whose assets are locked."}],
        "extract": mark_safe("Setting a rate for <mark>charging</mark> residents"),
        "pieces": differences("Let ten empty homes by June.", "Let twenty empty homes by December."),
        "lines": line_differences("31 March 2027\nTen homes", "30 June 2027\nTen homes"),
        "editions": [
            SampleEdition(2, "Two actions are new.", date(2026, 11, 20)),
            SampleEdition(1, "", date(2026, 5, 4)),
        ],
        "sections": [Link(title=t, url=f"#{i}") for t, i in SECTIONS],
    }


SECTIONS = [
    ("At a glance", "glance"),
    ("What it lets you do", "lets"),
    ("How to use it", "how"),
    ("Before you rely on this", "limits"),
    ("The other half", "counterpart"),
    ("Precedents", "precedents"),
]


def index(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    answers = {"bad-title": "Residents’ bond", "bad-due": "31 3", "bad-email": "nobody", "bad-kind": "power"}
    page = Paginator(range(95), 10).page(5)
    context = {
        "tokens": TOKENS,
        "acts": ACTS,
        "themes": Theme.values,
        "local_themes": Theme.values[:4],
        "form": SampleForm(prefix="good"),
        "compare_form": SampleCompareForm(prefix="compare"),
        "bad_form": SampleForm(answers, prefix="bad"),
        "filters": filters(),
        "nation_filter": filters()[:1],
        "page": page,
        "today": date(2026, 11, 20),
        "units": ["done", "done", "under", "over", "none"],
        "tally": [["used"] * 2] * 2 + [["used", "agreed"]] + [["agreed"] * 2] + [["free"] * 2] * 6,
        **sample_pieces(),
    }
    return render(request, "styleguide/index.html", context)


def spread(request: HttpRequest) -> HttpResponse:
    """Show the components together on one page, as an entry uses them; this one prints as a handout."""
    return render(request, "styleguide/spread.html", sample_pieces())


def fault(request: HttpRequest, code: int) -> HttpResponse:
    """Show one of the error pages with its own status."""
    if code == 410:
        withdrawn = errors.Withdrawn(
            title="Relief for empty shops",
            withdrawn_on=date(2026, 11, 20),
            reason="The relief ended on 31 March 2026.",
            successor=LG_33,
        )
        return errors.gone(request, withdrawn)
    if code == 404:
        return render(request, "404.html", {"nearest": [LG_32, CS_42]}, status=404)
    views = {400: errors.bad_request, 403: errors.forbidden, 500: errors.server_error}
    if code not in views:
        raise Http404
    return views[code](request)
