"""What the views of this room share: finding a city, refusing, and calling an act for a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import City, Membership
from cities.places.roles import roles_of
from cities.places.services.once import MadeBefore, once
from cities.places.views.tabs import tabs
from portal.accounts.signed_in import SignedInRequest

Done = TypeVar("Done")
Made = TypeVar("Made", bound=models.Model)
View = Callable[..., HttpResponse]


def city_or_404(slug: str) -> City:
    """Return a city by the slug in its address."""
    return get_object_or_404(City.objects.visible_to(), slug=slug)


def require(request: HttpRequest, permission: str, thing: Any = None) -> None:
    """Raise PermissionDenied unless the visitor may."""
    if not has_perm(permission, request.user, thing):
        raise PermissionDenied


def for_its_network(view: View) -> View:
    """Hand a view the city in its address, for who has a part in it.

    Who has asked for one reads that their request waits, with 403; to others nothing tells what is there.
    """

    @wraps(view)
    def guarded(request: SignedInRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        city = city_or_404(slug)
        if has_perm("places.read_network", request.user, city):
            return view(request, city, *args, **kwargs)
        context = {
            "heading": _("Your request is waiting"),
            "lede": _("The people of the network are shown to those who have a part in it."),
            "asked": get_object_or_404(Membership.objects.requested().of(city), user=request.user),
        }
        return page(request, "waiting", city, context, status=403)

    return guarded


def for_its_coordinators(view: View) -> View:
    """Hand a view the city in its address, for who coordinates it. Raises PermissionDenied for its others."""

    @for_its_network
    @wraps(view)
    def guarded(request: SignedInRequest, city: City, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request, "places.manage_network", city)
        return view(request, city, *args, **kwargs)

    return guarded


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, an empty one too; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.BaseForm, act: Callable[[], Done]) -> Done | None:
    """Call an act and return what it returns; what it refuses stands beside its field, and None is returned."""
    try:
        return act()
    except ValidationError as error:
        refuse(form, error)
        return None


def token_of(request: HttpRequest) -> UUID:
    """Return the token of the form that was sent, or a new one for a form to be shown."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid4()


def attempt_once(
    request: SignedInRequest, form: forms.BaseForm, model: type[Made], act: Callable[[], Made], *, done: str
) -> Made | None:
    """Call an act that makes something, once however often its form is sent, and say on the next page what was done.

    Return what was made, by this sending or an earlier one; None where the form says why not. The form is shown
    with `token_of(request)` as its `token`.
    """
    try:
        made = attempt(form, lambda: once(token_of(request), model, act, by=request.user))
    except MadeBefore as before:
        if before.made is None:
            form.add_error(None, before.words)
        else:
            messages.info(request, before.words)
        return cast(Made | None, before.made)
    if made is not None:
        messages.success(request, done)
    return made


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what an act refused into a form: beside its field, or above the form where it has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def try_act(request: HttpRequest, act: Callable[[], Any], *, done: str) -> bool:
    """Call an act of a button, and say on the next page that it is done or why not."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, done)
    return True


def sure(
    request: HttpRequest, city: City, *, heading: str, follows: Sequence[str], label: str, cancel_url: str
) -> HttpResponse:
    """Ask once more before an act that is not done in passing, and say what follows from it."""
    context = {"heading": heading, "follows": follows, "label": label, "cancel_url": cancel_url}
    return page(request, "sure", city, context)


def page(
    request: HttpRequest,
    template: str,
    city: City,
    context: dict[str, Any],
    *,
    form: forms.BaseForm | None = None,
    status: int = 200,
    room: str = "cities",
) -> HttpResponse:
    """Draw a page of a city inside its frame; 422 when a form on it was refused.

    A page below the city's own gives `heading` and `lede`, and for a form `label` and `cancel_url`.
    `room` is the folder of its template.
    """
    status = 422 if form is not None and form.errors else status
    given = {
        "is_refused": status == 422,
        "city": city,
        "role": roles_of(request.user).get(city.pk, ""),
        "tabs": tabs(request, city),
        **context,
    }
    if form is not None:
        given["form"] = form
    return render(request, f"{room}/{template}.html", given, status=status)
