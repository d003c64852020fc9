"""Addresses of cities and their networks. Fixed words come before the slug of a city."""

from __future__ import annotations

from django.urls import path

from cities.places.views import (
    advice,
    advice_request,
    advisers,
    cities,
    invitations,
    joining,
    network,
    news,
    organisations,
    partners,
    people,
)

urlpatterns = [
    path("cities/", cities.cities, name="cities"),
    path("cities/invitations/<str:token>/", joining.invitation, name="invitation"),
    path("cities/advice/", advisers.advisers, name="advice_calendar"),
    path("cities/organisations/<slug:slug>/edit/", organisations.edit, name="organisation_edit"),
    path("cities/<slug:slug>/", cities.city, name="city"),
    path("cities/<slug:slug>/join/", joining.join, name="city_join"),
    path("cities/<slug:slug>/join/accept/", joining.accept, name="city_join_accept"),
    path("cities/<slug:slug>/join/take-back/", joining.take_back, name="city_join_take_back"),
    path("cities/<slug:slug>/leave/", joining.leave, name="city_leave"),
    path("cities/<slug:slug>/home/", joining.home, name="city_home"),
    path("cities/<slug:slug>/network/", network.network, name="city_network"),
    path("cities/<slug:slug>/network/invite/", invitations.invite, name="city_invite"),
    path("cities/<slug:slug>/network/invitations/<int:pk>/resend/", invitations.resend, name="invitation_resend"),
    path("cities/<slug:slug>/network/invitations/<int:pk>/withdraw/", invitations.withdraw, name="invitation_withdraw"),
    path("cities/<slug:slug>/network/requests/<int:pk>/", network.answer, name="membership_answer"),
    path("cities/<slug:slug>/network/members/<int:pk>/", network.member, name="membership"),
    path("cities/<slug:slug>/network/partners/add/", partners.add, name="partner_add"),
    path("cities/<slug:slug>/network/partners/<int:pk>/", partners.change, name="partner_change"),
    path("cities/<slug:slug>/network/partners/<int:pk>/remove/", partners.remove, name="partner_remove"),
    path("cities/<slug:slug>/news/", news.news, name="city_news"),
    path("cities/<slug:slug>/news/new/", news.post, name="city_news_post"),
    path("cities/<slug:slug>/news/<int:pk>/", news.correct, name="city_news_correct"),
    path("cities/<slug:slug>/news/<int:pk>/take-back/", news.take_back, name="city_news_take_back"),
    path("cities/<slug:slug>/advice/", advice.advice, name="city_advice"),
    path("cities/<slug:slug>/advice/new/", advice.ask, name="advice_new"),
    path("cities/<slug:slug>/advice/<int:pk>/", advice_request.advice_request, name="advice_request"),
    path("network/people/", people.people, name="directory"),
    path("network/people/<int:pk>/", people.person, name="person"),
    path("network/people/<int:pk>/write/", people.write, name="person_write"),
]
