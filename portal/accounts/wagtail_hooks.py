"""What the editor's own pages about people say and allow."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.urls import include, path
from wagtail import hooks
from wagtail.users.models import UserProfile
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction

from portal.accounts.models import User
from portal.accounts.panels import DisplayNamePanel
from portal.accounts.reach import report
from portal.editor.reports import ReportMenuItem


@hooks.register("register_account_settings_panel")
def display_name_panel(request: HttpRequest, user: User, profile: UserProfile) -> DisplayNamePanel:
    return DisplayNamePanel(request, user, profile)


@hooks.register("register_bulk_action", order=100)
class NobodyDeletes(DeleteBulkAction):
    """Takes the place of Wagtail's: people are deactivated, because others' work refers to them."""

    models = [get_user_model()]

    def check_perm(self, obj: User) -> bool:
        return False


@hooks.register("register_bulk_action", order=100)
class OneByOneIntoRoles(AssignRoleBulkAction):
    """Takes the place of Wagtail's, which asks neither whether an address is confirmed nor who is a superuser."""

    models = [get_user_model()]

    def check_perm(self, obj: User) -> bool:
        return False


@hooks.register("register_bulk_action", order=100)
class OneByOneOut(SetActiveStateBulkAction):
    """Takes the place of Wagtail's, which would let the last administrator go."""

    models = [get_user_model()]

    def check_perm(self, obj: User) -> bool:
        return False


@hooks.register("register_admin_urls")
def reach_reports() -> list[Any]:
    return [path("reports/", include((report.urlpatterns, report.NAMESPACE)))]


for order, each in enumerate(report.REPORTS, start=60):

    @hooks.register("register_reports_menu_item")
    def menu_item(kind: type[report.ReachReport] = each, order: int = order) -> ReportMenuItem:
        return ReportMenuItem(kind, order)
