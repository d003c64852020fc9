"""Addresses below `/accounts/` that are ours; they come before allauth's own."""

from __future__ import annotations

from django.urls import path

from portal.accounts.views import preferences, privacy, reach, security

urlpatterns = [
    path("preferences/", preferences.preferences, name="preferences"),
    path("people/<int:pk>/picture/", preferences.picture, name="person_picture"),
    path("letters/", reach.letters, name="letters"),
    path("letters/trial/", reach.send_trial, name="letters_trial"),
    path("letters/on/", reach.turn_on, name="letters_turn_on"),
    path("letters/arrived/<str:token>/", reach.arrived, name="letters_arrive"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/copies/", privacy.ask_for_copy, name="privacy_ask"),
    path("privacy/copies/<int:pk>/", privacy.copy, name="privacy_copy"),
    path("privacy/delete/", privacy.delete, name="account_delete"),
    path("privacy/deleted/", privacy.deleted, name="account_deleted"),
    path("sessions/<int:pk>/end/", security.end_session, name="session_end"),
    path("2fa/authenticate/", security.second_step),
    path("2fa/webauthn/keys/<int:pk>/remove/", security.remove_key),
    path("oidc/<slug:provider_id>/login/", security.council_sign_in),
    path("oidc/<slug:provider_id>/login/callback/", security.council_answer),
]
