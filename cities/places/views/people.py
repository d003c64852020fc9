"""The member directory, and the page of one person. Both are for the network alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.places.directory.asking import Asked
from cities.places.directory.reading import DirectoryReading, person_or_none
from cities.places.models import City
from portal.accounts.signed_in import SignedInRequest

View = Callable[..., HttpResponse]


def for_the_network(view: View) -> View:
    """Let the network in; tell others how to join, with 403, and send who is not signed in to do so."""

    @never_cache
    @login_required
    @require_safe
    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not has_perm("places.read_directory", request.user):
            return render(request, "cities/people-closed.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


@for_the_network
def people(request: SignedInRequest) -> HttpResponse:
    """List the people of all networks who let themselves be found, by name."""
    cities = list(City.objects.visible_to(request.user).only("slug", "name"))
    reading = DirectoryReading(Asked.of(request.GET, cities), cities, request.user)
    return render(request, "cities/people.html", {"reading": reading, "asked": reading.asked})


@for_the_network
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one person; one who may not be seen is not there."""
    found = person_or_none(pk, request.user)
    if found is None:
        raise Http404
    return render(request, "cities/person.html", {"found": found, "is_self": pk == request.user.pk})
