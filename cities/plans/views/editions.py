"""The editions of a plan: all of them, one as it was frozen, and what changed between any two."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.places.models import City
from cities.places.views.doors import city_or_404
from cities.plans.models import Edition, Endorsement
from cities.plans.reading.comparing import compare
from cities.plans.reading.links import BasisLinks
from cities.plans.reading.plan import PlanReading
from cities.plans.reading.text import plan_text
from cities.plans.rules import own_partner
from cities.plans.views.doors import plan_page

TURNED = "turned"
"""In the address of a comparison: it was asked for from the later edition to the earlier."""


class CompareForm(forms.Form):
    """Two editions by their numbers."""

    first = forms.TypedChoiceField(label=gettext_lazy("From edition"), coerce=int)
    second = forms.TypedChoiceField(label=gettext_lazy("To edition"), coerce=int)

    def __init__(self, data: Any, *, numbers: list[int]) -> None:
        super().__init__(data)
        choices = [(number, _("Edition %(number)s") % {"number": number}) for number in numbers]
        for name, first in (("first", numbers[1]), ("second", numbers[0])):
            field = cast("forms.TypedChoiceField", self.fields[name])
            field.choices, field.initial = choices, first

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "first" in given and given.get("first") == given.get("second"):
            raise forms.ValidationError({"second": _("Choose two different editions.")})
        return given


def reading_or_404(city: City, user: Any, number: int | None = None) -> PlanReading:
    """Return the reading of an edition of a city's plan, the last one unless a number is given. Raises Http404."""
    reading = PlanReading(city, user, edition=number)
    if reading.edition is None:
        raise Http404
    return reading


@require_safe
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """List the editions of a plan; two that an address names are shown side by side."""
    city = city_or_404(slug)
    reading = reading_or_404(city, request.user)
    found = list(
        Edition.objects.visible_to(request.user).filter(plan=reading.plan).defer("payload").select_related("plan__city")
    )
    form = None
    if len(found) > 1:
        form = CompareForm(request.GET if "first" in request.GET else None, numbers=[row.number for row in found])
        if form.is_valid():
            return to_compared(slug, form.cleaned_data["first"], form.cleaned_data["second"])
    context = {"heading": _("Editions of the plan"), "reading": reading, "editions": found}
    return plan_page(request, "editions", city, context, form=form)


@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show an edition as it was frozen, with its checksum and the partners who stand behind it."""
    city = city_or_404(slug)
    reading = reading_or_404(city, request.user, number)
    shown = reading.edition
    text = plan_text(shown.payload) if shown else None
    if shown is None or text is None:
        raise Http404
    links = BasisLinks(basis for action in text.actions for basis in action.bases)
    rows = Endorsement.objects.filter(edition=shown).select_related("partner__organisation")
    context = {
        "heading": _("Edition %(number)s") % {"number": shown.number},
        "edition": shown,
        "text": text,
        "sections": [
            (objective, [(action, links.of(action.bases)) for action in text.under(objective)])
            for objective in text.objectives
        ],
        "endorsements": rows,
        "may_endorse": may_endorse(request, reading, {row.partner_id for row in rows}),
    }
    return plan_page(request, "edition", city, context)


def may_endorse(request: HttpRequest, reading: PlanReading, partners: set[int]) -> bool:
    """Return whether the visitor may stand behind this edition for an organisation that does not do so yet."""
    if not request.user.is_authenticated or reading.plan is None:
        return False
    is_new = own_partner(request.user, reading.city.pk) not in partners
    return is_new and has_perm("plans.endorse", request.user, reading.plan)


def to_compared(slug: str, first: int, second: int) -> HttpResponseRedirect:
    """Lead to what changed from the earlier of two editions to the later, which says so where it was turned round."""
    url = reverse("plan_compare", args=[slug, min(first, second), max(first, second)])
    return redirect(f"{url}?{TURNED}=1" if first > second else url)


@require_safe
def compared(request: HttpRequest, slug: str, first: int, second: int) -> HttpResponse:
    """Show what changed from one edition to another, word by word."""
    city = city_or_404(slug)
    if first == second:
        return redirect("plan_edition", slug, first)
    if first > second:
        return to_compared(slug, first, second)
    before, after = (reading_or_404(city, request.user, number) for number in (first, second))
    former, later = before.edition, after.edition
    if former is None or later is None:
        raise Http404
    context = {
        "heading": _("From edition %(first)s to edition %(second)s") % {"first": first, "second": second},
        "is_turned": TURNED in request.GET,
        "before": former,
        "after": later,
        "comparison": compare(plan_text(former.payload), plan_text(later.payload)),
    }
    return plan_page(request, "compared", city, context)
