"""Who may do what in the newsroom. Page permissions come from groups through Wagtail; these add the acts of ours."""

from __future__ import annotations

import rules

from portal.accounts.rules import is_administrator, is_reviewer

rules.add_perm("newsroom.publish", is_reviewer | is_administrator)
