"""What threads are about and what came of them: links, outcomes, asks and offers."""

from __future__ import annotations

from django.urls import URLPattern, path

from network.forum.views import linking, listings, outcomes

urlpatterns: list[URLPattern] = [
    path("threads/<int:pk>/links/", linking.thread_links, name="thread_links"),
    path("threads/<int:pk>/outcome/", outcomes.outcome, name="outcome"),
    path("threads/<int:pk>/outcome/precedent/", outcomes.outcome_precedent, name="outcome_precedent"),
    path("threads/<int:pk>/listing/", listings.listing, name="listing"),
    path("asks/", listings.listings, name="listings"),
    path("matches/<int:pk>/", listings.match, name="match"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
]
