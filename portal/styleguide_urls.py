"""The style guide's addresses, mounted by `make dev` alone."""

from django.urls import path

from portal import styleguide

urlpatterns = [
    path("", styleguide.index, name="styleguide"),
    path("spread/", styleguide.spread, name="styleguide_spread"),
    path("fault/<int:code>/", styleguide.fault, name="styleguide_fault"),
]
