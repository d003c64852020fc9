"""Who may run the digests: see what became of them, stop them all, and send one again."""

from __future__ import annotations

import rules

from portal.accounts.rules import is_administrator

rules.add_perm("digests.run", is_administrator)
