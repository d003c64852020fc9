"""Addresses of the handbooks beside the page tree."""

from __future__ import annotations

from django.urls import path, re_path

from handbooks import feeds, problems, views

urlpatterns = [
    path("handbooks/feed/", feeds.ChangesFeed(), name="changes_feed"),
    path("handbooks/<slug:handbook>/feed/", feeds.HandbookFeed(), name="handbook_feed"),
    re_path(r"^handbooks/(?P<path>(?:[\w-]+/)*)$", views.page, name="handbook_page"),
    re_path(
        r"^(?P<series>lg|cs)/(?P<theme>[0-9]{1,3})\.(?P<item>[0-9]{1,4})/$", views.by_number, name="entry_by_number"
    ),
    re_path(r"^(?P<series>p)/(?P<item>[0-9]{1,4})/$", views.by_number, name="precedent_by_number"),
    re_path(r"^cite/(?P<pk>[0-9]{1,9})\.(?P<form>bib|ris)$", views.citation, name="citation"),
    path("report/<int:pk>/", problems.report, name="report_problem"),
    path("report/<int:pk>/thanks/", problems.reported, name="problem_reported"),
]
