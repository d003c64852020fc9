"""Where the newsroom meets Wagtail's own pages at /editor/."""

from __future__ import annotations

from wagtail import hooks

from portal.newsroom.editor.choosers import ActionChooserViewSet, action_chooser


@hooks.register("register_admin_viewset")
def choosers() -> ActionChooserViewSet:
    return action_chooser
