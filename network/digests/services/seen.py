"""When a person was seen last, and whether their digests rest since nobody answered: for queries of many at once."""

from __future__ import annotations

from datetime import timedelta

SILENT = timedelta(days=90)
"""After so long without a visit a person is asked whether to pause."""
ANSWERED_WITHIN = timedelta(days=14)
"""After so long without an answer digests rest."""

# For a preference p and an account u. Whoever chooses something, or says that they want to go on, has been seen.
SEEN = """greatest(u.last_login, p.since, p.kept_at,
    (SELECT max(s.last_seen_at) FROM usersessions_usersession s WHERE s.user_id = p.person_id),
    (SELECT t.posted_at FROM forum_participant t WHERE t.person_id = p.person_id))"""
# For those who were never asked nothing is looked up.
RESTS = f"(p.asked_at <= %(now)s - %(answered)s AND {SEEN} < p.asked_at)"
