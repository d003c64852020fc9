"""Addresses of events, below `/network/events/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from network.events.views import around, attending, calendars, lists, planning

urlpatterns: list[URLPattern] = [
    path("", lists.events, name="events"),
    path("new/", planning.event_start, name="event_start"),
    path("calendar.ics", calendars.events_calendar, name="events_calendar"),
    path("mine/<str:token>.ics", calendars.my_calendar, name="my_calendar"),
    path("materials/<int:pk>/", around.event_material, name="event_material"),
    path("<int:pk>/edit/", planning.event_edit, name="event_edit"),
    path("<int:pk>/join/", attending.event_join, name="event_join"),
    path("<int:pk>/cancel/", planning.event_cancel, name="event_cancel"),
    path("<int:pk>/notes/", around.event_notes, name="event_notes"),
    path("<int:pk>/materials/", around.event_materials, name="event_materials"),
    path("<int:pk>/after/", around.event_after, name="event_after"),
    path("<int:pk>/event.ics", calendars.event_calendar, name="event_calendar"),
    path("<int:pk>-<str:slug>/", lists.event, name="event"),
]
