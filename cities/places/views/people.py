"""The member directory, the page of one person, and writing to them: for the network alone."""

from __future__ import annotations

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm

from cities.places.directory.asking import Asked
from cities.places.directory.reading import DirectoryReading, person_or_none
from cities.places.forms import WriteForm, new_token
from cities.places.models import City
from cities.places.services.writing import TOO_MANY, write_to
from cities.places.views.doors import View, attempt, sent
from portal.accounts.rules import is_administrator
from portal.accounts.signed_in import SignedInRequest
from portal.mail.models import LetterState


def for_the_network(view: View) -> View:
    """Let the network in; tell others how to join, with 403, and send who is not signed in to do so."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not has_perm("places.read_directory", request.user):
            return render(
                request, "cities/people-closed.html", {"is_staff": is_administrator(request.user)}, status=403
            )
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_the_network
def people(request: SignedInRequest) -> HttpResponse:
    """List the people of all networks who let themselves be found, by name."""
    cities = list(City.objects.visible_to(request.user).only("slug", "name"))
    reading = DirectoryReading(Asked.of(request.GET, cities), cities, request.user)
    return render(request, "cities/people.html", {"reading": reading, "asked": reading.asked})


@require_safe
@for_the_network
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one person; one who may not be seen is not there, and nobody else is suggested instead."""
    found = person_or_none(pk, request.user)
    if found is None:
        return render(request, "cities/person-unknown.html", status=404)
    context = {
        "found": found,
        "is_self": pk == request.user.pk,
        "may_write": has_perm("places.write_to_person", request.user, found.person),
    }
    return render(request, "cities/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_network
def write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write to a person. One who may not be seen is not there; one who takes no letters says so, with 403."""
    found = person_or_none(pk, request.user)
    if found is None or pk == request.user.pk:
        return render(request, "cities/person-unknown.html", status=404)
    if not has_perm("places.write_to_person", request.user, found.person):
        return render(request, "cities/write-closed.html", {"found": found}, status=403)
    form = WriteForm(sent(request), initial={"token": new_token()})
    if request.method == "POST" and form.is_valid():
        letter = attempt(form, lambda: write_to(found.person, by=request.user, **form.cleaned_data))
        if letter and letter.state != LetterState.FAILED:
            messages.success(request, _("Your letter to %(person)s is on its way.") % {"person": found.person})
            return redirect("person", pk)
        if letter:
            form = offered_again(request)
    status = 429 if form.has_error(NON_FIELD_ERRORS, TOO_MANY) else 422 if form.errors else 200
    return render(request, "cities/write.html", {"found": found, "form": form}, status=status)


def offered_again(request: SignedInRequest) -> WriteForm:
    """Return the form of a letter that our mail server did not take, under a token that it can be sent with again."""
    again = WriteForm({**request.POST.dict(), "token": new_token()})
    again.add_error(None, _("Your letter could not be sent just now. Your words stay here: send it again later."))
    return again
