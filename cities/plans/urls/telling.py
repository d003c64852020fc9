"""Addresses of followers, and of the links in letters."""

from __future__ import annotations

from django.urls import URLPattern, path

from cities.plans.views import following, links

PLAN = "cities/<slug:slug>/plan/"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}follow/", following.plan_follow, name="plan_follow"),
    path(f"{PLAN}actions/<int:pk>/follow/", following.action_follow, name="action_follow"),
    path(f"{PLAN}links/", links.plan_links, name="plan_links"),
    path("plans/follow/<str:token>/", following.follow_confirm, name="follow_confirm"),
    path("plans/unfollow/<str:token>/", following.follow_end, name="follow_end"),
    path("plans/update/<str:token>/", links.update_link, name="update_link"),
]
