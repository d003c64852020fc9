"""Addresses below `/editor/` that are ours instead of Wagtail's; they come before Wagtail's own."""

from __future__ import annotations

from allauth.account.views import LogoutView
from django.urls import path
from wagtail.admin.auth import require_admin_access

from portal.accounts.views import editor
from portal.editor.ageing import AgeingPagesView
from portal.editor.bulk import bulk_action

urlpatterns = [
    path("login/", editor.editor_sign_in, name="editor_sign_in"),
    path("logout/", LogoutView.as_view()),
    path("reports/aging-pages/", require_admin_access(AgeingPagesView.as_view())),
    path("reports/aging-pages/results/", require_admin_access(AgeingPagesView.as_view(results_only=True))),
    path("bulk/<str:app_label>/<str:model_name>/<str:action>/", require_admin_access(bulk_action)),
    path("account/", require_admin_access(editor.EditorAccountView.as_view())),
]
