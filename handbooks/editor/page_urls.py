"""Addresses of pages below /editor/ that are ours instead of Wagtail's; they come before Wagtail's own."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import display_custom_404
from wagtail.utils.urlpatterns import decorate_urlpatterns

from handbooks.editor import page_views

urlpatterns = [
    path(
        "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
        page_views.CreatePage.as_view(),
    ),
    path("pages/<int:page_id>/edit/", page_views.EditPage.as_view()),
    re_path(
        r"^pages/(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$",
        page_views.ComparePage.as_view(),
    ),
    path("pages/<int:page_id>/unpublish/", page_views.UnpublishPage.as_view()),
    path(
        "pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        page_views.TakeStep.as_view(),
    ),
]
for decorator in (require_admin_access, display_custom_404, never_cache):  # as Wagtail decorates its own
    urlpatterns = decorate_urlpatterns(urlpatterns, decorator)
