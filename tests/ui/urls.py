"""The style guide and the account pages alone, whatever the mode of the settings."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def fail(request: HttpRequest) -> HttpResponse:
    """Fail, as a view with a fault in it does."""
    raise RuntimeError("a fault of ours")


handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
urlpatterns = [
    path("accounts/", include("portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("cities.plans.urls")),
    path("", include("cities.places.urls")),
    path("network/", include("network.forum.urls")),
    path("", include("network.digests.urls")),
    path("styleguide/", include("portal.styleguide_urls")),
    path("fail/", fail),
]
