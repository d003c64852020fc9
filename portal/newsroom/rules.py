"""Who may do what in the newsroom. Page permissions come from groups through Wagtail; these add the acts of ours."""

from __future__ import annotations

import rules

from handbooks.rules import is_editor, may_edit
from portal.accounts.rules import is_administrator, is_reviewer

rules.add_perm("newsroom.edit", is_editor)
rules.add_perm("newsroom.publish", is_reviewer | is_administrator)
rules.add_perm("newsroom.preview", is_editor & may_edit)
rules.add_perm("newsroom.keep_coverage", is_editor)
rules.add_perm("newsroom.read_announcements", is_editor)
rules.add_perm("newsroom.announce", is_reviewer | is_administrator)
