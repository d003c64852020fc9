"""Where the handbooks meet Wagtail's own pages at /editor/."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import UnpublishMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import register_snippet

from handbooks.editor import guards, outcomes
from handbooks.editor.dashboard import WaitingPanel, review_of_others
from handbooks.editor.rich_text import keep_links_safe
from handbooks.page_links import ReadablePageLinks
from handbooks.reports.urls import REPORTS
from handbooks.viewsets import HandbooksGroup, LawGroup
from portal.editor.ageing import spell_in_menu
from portal.editor.bulk import PAGE_ACTS
from portal.editor.reports import Report, ReportMenuItem

register_snippet(HandbooksGroup)
register_snippet(LawGroup)


@hooks.register("register_admin_urls")
def acts_and_reports() -> list[Any]:
    return [
        path("handbooks/", include("handbooks.editor.urls")),
        path("reports/handbooks/", include("handbooks.reports.urls")),
    ]


for order, each in enumerate(REPORTS, start=10):

    def menu_item(report: type[Report] = each, order: int = order) -> ReportMenuItem:
        return ReportMenuItem(report, order)

    hooks.register("register_reports_menu_item", menu_item)


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WaitingPanel())
    review_of_others(panels)


@hooks.register("register_rich_text_features", order=1000)
def clean_links(features: Any) -> None:
    keep_links_safe(features)
    features.register_link_type(ReadablePageLinks)


@hooks.register("construct_page_chooser_queryset")
def choose_what_one_may_know(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Offer pages, drafts among them, to who works on pages and to nobody else."""
    may = page_permission_policy.user_has_any_permission(request.user, PAGE_ACTS)
    return pages if may else pages.none()


@hooks.register("before_delete_page")
def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    return guards.guard_skeleton(request, page) or guards.guard_published(request, page)


@hooks.register("before_move_page")
def before_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    return guards.guard_skeleton(request, page)


@hooks.register("after_move_page")
def after_move(request: HttpRequest, page: Page) -> None:
    """Say the new number of an entry: `page` is as it was before it moved."""
    words = outcomes.moved(Page.objects.get(pk=page.pk).specific, getattr(page, "number", ""))
    if words:
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), gettext("Edit"))
        outcomes.say(request, words, [edit])


@hooks.register("before_unpublish_page")
def before_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    return guards.guard_skeleton(request, page) or guards.ask_for_reason(request, page)


@hooks.register("construct_page_action_menu")
def offer_withdrawal(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Say “withdraw” where Wagtail says “unpublish”, and offer it to those who may."""
    page = context.get("page")
    menu_items[:] = [item for item in menu_items if not isinstance(item, UnpublishMenuItem)]
    if page is not None and page.live and guards.may_be_withdrawn(page, request.user):
        menu_items.append(WithdrawMenuItem(order=20))


class WithdrawMenuItem(UnpublishMenuItem):
    label = _("Withdraw")
    name = "action-withdraw"

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("handbooks_editor:withdraw", args=[context["page"].pk])


@hooks.register("before_bulk_action")
def before_bulk(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    return guards.guard_bulk(request, action_type, objects, action)


@hooks.register("register_help_menu_item")
def how_to_edit() -> MenuItem:
    return MenuItem(_("How to edit"), reverse("handbooks_editor:guide"), name="how-to-edit", icon_name="help", order=1)


@hooks.register("construct_help_menu")
def keep_to_our_own_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out Wagtail's links to its own site: this help is about this portal."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith("http")]


hooks.register("construct_reports_menu", spell_in_menu)


@hooks.register("insert_global_admin_css")
def editor_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/editor.css"))


@hooks.register("insert_global_admin_js")
def editor_script() -> SafeString:
    return format_html('<script src="{}"></script>', static("js/editor.js"))
