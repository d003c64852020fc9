"""Where the digests meet Wagtail's own pages at /editor/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from rules import has_perm
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class DigestsMenuItem(MenuItem):
    """The digests in the menu, for those who may run them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_perm("digests.run", request.user)


@hooks.register("register_admin_urls")
def digests() -> list[Any]:
    return [path("digests/", include("network.digests.editor.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return DigestsMenuItem(_("Digests"), reverse("digests_editor:runs"), name="digests", icon_name="mail", order=850)
