"""The form by which journalists ask the network of a city. It has its own address and sends one letter to each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cities.places.models import City
from cities.places.views.doors import attempt, city_or_404, page, sent, token_of
from cities.plans.forms.fields import ProseField
from portal.accounts.addresses import mailable
from portal.accounts.names import clean_line, refuse_line_ends
from portal.limits import is_one_too_many, sender_of
from portal.newsroom.services.asking import PressQuestion, ask

MOST_IN_AN_HOUR = 5  # of one address
MOST_OF_A_CITY = 30  # in an hour, of all addresses together: a mailbox is not to be flooded
FARTHEST = timedelta(days=366)


class OneLineField(forms.CharField):
    """Words of one line, which stand in the head of a letter: what ends a line in them is refused."""

    def clean(self, value: Any) -> str:
        refuse_line_ends(str(value or ""))
        return clean_line(super().clean(value))


class AskForm(forms.Form):
    """Who asks, for which outlet, by when, and what. `website` is a trap: people do not see it."""

    name = OneLineField(
        label=gettext_lazy("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    outlet = OneLineField(
        label=gettext_lazy("Your outlet"),
        max_length=120,
        help_text=gettext_lazy("The newspaper, broadcaster or website that you work for, or “freelance”."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your email address"),
        max_length=254,
        help_text=gettext_lazy("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    deadline = forms.DateField(
        label=gettext_lazy("Your deadline"),
        required=False,
        help_text=gettext_lazy("If you have one."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-s"}),
    )
    question = ProseField(
        label=gettext_lazy("Your question"),
        min_length=10,
        max_length=4000,
        rows=8,
        help_text=gettext_lazy("At most 4,000 characters."),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean_email(self) -> str:
        return mailable(self.cleaned_data["email"])

    def clean_deadline(self) -> Any:
        day, today = self.cleaned_data["deadline"], localdate()
        if day and day < today:
            raise forms.ValidationError(_("This day is past. Give one to come, or none."), code="past")
        if day and day > today + FARTHEST:
            raise forms.ValidationError(_("Give a day within a year, or none."), code="far")
        return day

    @property
    def is_trapped(self) -> bool:
        """Whether a machine filled in the field that people do not see."""
        return bool(self.cleaned_data["website"])

    @property
    def question_asked(self) -> PressQuestion:
        given = {name: value for name, value in self.cleaned_data.items() if name != "website"}
        return PressQuestion(**given)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def press_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or send the question and thank at an address of its own. A trapped machine is thanked too."""
    city = city_or_404(slug)
    form = AskForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return shown(request, city, form)
    if not form.is_trapped:
        if is_too_often(request, city):
            form.add_error(None, _("Many questions came within the last hour. Try again later; your words stay here."))
            return shown(request, city, form, status=429)
        if not attempt(form, lambda: ask(city, form.question_asked, token=str(token_of(request)))):
            return shown(request, city, form)
    return redirect("press_asked", slug)


def is_too_often(request: HttpRequest, city: City) -> bool:
    """Count a question of this address and about this city, and say whether it is one too many of either."""
    if is_one_too_many("press-questions", sender_of(request), most=MOST_IN_AN_HOUR):
        return True
    return is_one_too_many("press-questions-of-city", str(city.pk), most=MOST_OF_A_CITY)


def shown(request: HttpRequest, city: City, form: AskForm, *, status: int | None = None) -> HttpResponse:
    context = {
        "heading": _("Ask the network"),
        "lede": _("For journalists. Your question goes to those who answer for the network of %(city)s.")
        % {"city": city.name},
        "token": token_of(request),
    }
    response = page(request, "press-ask", city, context, form=form, room="newsroom")
    if status:
        response.status_code = status
    return response


@never_cache
@require_safe
def press_asked(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank whoever asked, and lead back to the kit."""
    context = {
        "heading": _("Thank you"),
        "lede": _("Your question is on its way. The answer comes by email, from a person."),
    }
    return page(request, "press-asked", city_or_404(slug), context, room="newsroom")
