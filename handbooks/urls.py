"""Addresses of the handbooks beside the page tree.

Pages that only answer GET need no token: without one a wrong method is told that it is wrong (405).
"""

from __future__ import annotations

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from handbooks import feeds, problems, views

urlpatterns = [
    path("handbooks/feed/", feeds.ChangesFeed(), name="changes_feed"),
    path("handbooks/changes/", csrf_exempt(views.changes), name="changes"),
    path("handbooks/<slug:handbook>/feed/", feeds.HandbookFeed(), name="handbook_feed"),
    re_path(r"^handbooks/(?P<path>(?:[\w-]+/)*)$", csrf_exempt(views.page), name="handbook_page"),
    re_path(
        r"^(?P<series>lg|cs)/(?P<theme>[0-9]{1,3})\.(?P<item>[0-9]{1,4})/$",
        csrf_exempt(views.by_number),
        name="entry_by_number",
    ),
    re_path(r"^(?P<series>p)/(?P<item>[0-9]{1,4})/$", csrf_exempt(views.by_number), name="precedent_by_number"),
    re_path(r"^cite/(?P<pk>[0-9]{1,9})\.(?P<form>bib|ris)$", csrf_exempt(views.citation), name="citation"),
    path("report/<int:pk>/", problems.report, name="report_problem"),
    path("report/<int:pk>/thanks/", problems.reported, name="problem_reported"),
]
