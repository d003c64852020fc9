"""Plan: write a row for everyone whose time has come. Safe to repeat, to run late and to run twice at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone

from network.digests.choices import Cadence
from network.digests.models import Digest, Run
from network.digests.services.bounding import bound_transaction
from network.digests.services.seen import ANSWERED_WITHIN, RESTS

LATE = {Cadence.DAILY: timedelta(hours=6), Cadence.WEEKLY: timedelta(hours=24)}
"""How long after its time a digest is still sent: who gets one a week would miss it for as long."""
FORGOTTEN = timedelta(days=2)
"""How long after its time a digest is still written down, as skipped."""
LOCK = 0x0D16_0001
"""Of PostgreSQL's advisory locks, held by whoever plans."""
IDLE, LONGEST = timedelta(minutes=2), timedelta(minutes=4)
"""After which whoever holds it is ended, and others plan: where the process stands still, or a statement."""

log = structlog.get_logger(__name__)

# The zone is looked up, so that a name which the database does not know costs its owner an hour and not everyone
# their digest. A day has no moment for which a rhythm was chosen later.
PLAN = f"""
INSERT INTO digests_digest
  (person_id, cadence, period, run_id, state, reason, detail, due_at, try_at, attempts, tries,
  settled_at, subject, shown)
SELECT p.person_id, p.cadence,
  CASE p.cadence WHEN 'daily' THEN days.day ELSE date_trunc('week', days.day)::date END,
  %(run)s, CASE WHEN left_out.reason = '' THEN 'due' ELSE 'skipped' END, left_out.reason, '', moments.at, moments.at, 0,
  0, CASE WHEN left_out.reason = '' THEN NULL ELSE %(now)s END, '', '[]'
FROM digests_preference p
JOIN accounts_user u ON u.id = p.person_id AND u.is_active
LEFT JOIN pg_timezone_names zones ON zones.name = u.time_zone
CROSS JOIN LATERAL (SELECT coalesce(zones.name, 'Europe/London') AS name) AS zone
CROSS JOIN LATERAL (SELECT (%(now)s AT TIME ZONE zone.name)::date AS today) AS here
CROSS JOIN LATERAL (VALUES (here.today), (here.today - 1), (here.today - 2)) AS days (day)
CROSS JOIN LATERAL (SELECT (days.day + make_interval(hours => p.hour)) AT TIME ZONE zone.name AS at) AS moments
CROSS JOIN LATERAL (SELECT CASE
    WHEN p.paused_until > days.day THEN 'paused'
    WHEN {RESTS} THEN 'silent'
    WHEN moments.at <= %(now)s - CASE p.cadence WHEN 'daily' THEN %(late_daily)s ELSE %(late_weekly)s END THEN 'late'
    ELSE '' END AS reason) AS left_out
WHERE p.cadence <> 'off' AND %(cadence)s IN ('', p.cadence)
  AND (p.cadence = 'daily' OR extract(isodow FROM days.day) - 1 = p.weekday)
  AND moments.at <= %(now)s AND moments.at > %(now)s - %(forgotten)s AND moments.at >= p.since
ORDER BY moments.at DESC
ON CONFLICT (person_id, cadence, period) DO NOTHING
"""  # noqa: S608  made of constants


@transaction.atomic
def plan(at: datetime | None = None, *, cadence: str = "") -> Run | None:
    """Write the digests whose time has come at `at`, or now, of one cadence or of both.

    Return the run; None where somebody else plans.
    """
    now = at or timezone.now()
    bound_transaction(idle=IDLE, statement=LONGEST)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            log.warning("Somebody else is planning digests")
            return None
        run = Run.objects.create(at=now)
        asked: dict[str, Any] = {"run": run.pk, "now": now, "forgotten": FORGOTTEN, "cadence": cadence}
        asked |= {"late_daily": LATE[Cadence.DAILY], "late_weekly": LATE[Cadence.WEEKLY]}
        asked["answered"] = ANSWERED_WITHIN
        cursor.execute(PLAN, asked)
        written = cursor.rowcount
    run.skipped = Digest.objects.filter(run=run, settled_at__isnull=False).count() if written else 0
    run.planned = written - run.skipped
    if written:
        run.save(update_fields=["planned", "skipped"])
    else:
        run.delete()
    return run
