"""Who may do what in the handbooks. Page permissions come from groups through Wagtail; these add the acts of ours."""

from __future__ import annotations

from typing import Any

import rules
from wagtail.models import Page

from portal.accounts.rules import is_administrator, is_moderator, is_reviewer, is_writer

is_editor = is_writer | is_reviewer | is_administrator


@rules.predicate
def may_unpublish(user: Any, page: Page | None) -> bool:
    return page is not None and page.permissions_for_user(user).can_unpublish()


@rules.predicate
def may_edit(user: Any, page: Page | None) -> bool:
    return page is not None and page.permissions_for_user(user).can_edit()


rules.add_perm("handbooks.read_reports", is_editor)
rules.add_perm("handbooks.read_problems", is_editor | is_moderator)
rules.add_perm("handbooks.settle_problem", is_reviewer | is_administrator | is_moderator)
rules.add_perm("handbooks.withdraw_page", (is_reviewer | is_administrator) & may_unpublish)
rules.add_perm("handbooks.link_precedent", is_editor & may_edit)
