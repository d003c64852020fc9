"""What beat sends, and when, as a setting. Hours are those of London.

A task that waited in a queue for as long as `expires` is left to the next of its kind, so that none pile up while
no worker works.
"""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "portal.health.beat", "schedule": 20, "options": {"expires": 20}},
    "heartbeat-mail": {"task": "portal.health.beat", "schedule": 20, "options": {"expires": 20, "queue": "mail"}},
    "sweep-letters": {"task": "portal.mail.tasks.sweep", "schedule": crontab(), "options": {"expires": 60}},
    "read-returns": {
        "task": "portal.mail.tasks.read_what_came_back",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "send-digests": {
        "task": "network.digests.tasks.plan_and_send",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 900},
    },
    "sweep-digests": {
        "task": "network.digests.tasks.sweep",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "write-letters": {
        "task": "network.digests.tasks.write_letters",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "clear-notices": {"task": "network.digests.tasks.clear_notices", "schedule": crontab(hour="5", minute="25")},
    "clear-digests": {"task": "network.digests.tasks.clear_digests", "schedule": crontab(hour="5", minute="35")},
    "clear-letters": {"task": "network.digests.tasks.clear_letters", "schedule": crontab(hour="5", minute="15")},
    "publish-scheduled": {
        "task": "handbooks.tasks.publish_scheduled",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "announce-articles": {
        "task": "portal.newsroom.tasks.send_announcements",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "count-readers": {
        "task": "portal.newsroom.tasks.count_readers",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "clear-newsroom": {"task": "portal.newsroom.tasks.clear_newsroom", "schedule": crontab(hour="4", minute="40")},
    "follow-feeds": {
        "task": "portal.newsroom.tasks.follow_feeds",
        "schedule": crontab(minute="40"),
        "options": {"expires": 3600},
    },
    "check-coverage": {"task": "portal.newsroom.tasks.check_coverage", "schedule": crontab(hour="2", minute="30")},
    "check-links": {"task": "handbooks.tasks.check_links", "schedule": crontab(hour="3", minute="10")},
    "forget-reporters": {"task": "handbooks.tasks.forget_reporters", "schedule": crontab(hour="3", minute="50")},
    "remind-plans": {"task": "cities.plans.tasks.send_reminders", "schedule": crontab(hour="7", minute="15")},
    "tell-followers": {"task": "cities.plans.tasks.tell_followers", "schedule": crontab(hour="7", minute="45")},
    "clear-plans": {"task": "cities.plans.tasks.clear_plans", "schedule": crontab(hour="4", minute="35")},
    "clear-forum": {"task": "network.forum.tasks.clear_forum", "schedule": crontab(hour="4", minute="50")},
    "remind-kept": {"task": "network.forum.tasks.remind_kept", "schedule": crontab(hour="7", minute="25")},
    "tell-of-events": {
        "task": "network.events.tasks.tell_all",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "remind-of-events": {
        "task": "network.events.tasks.send_reminders",
        "schedule": crontab(minute="20"),
        "options": {"expires": 3600},
    },
    "remind-outcomes": {"task": "network.forum.tasks.remind_of_outcomes", "schedule": crontab(hour="7", minute="35")},
    "tend-asks": {"task": "network.forum.tasks.tend_listings", "schedule": crontab(hour="6", minute="40")},
    "clear-events": {"task": "network.events.tasks.clear_letters", "schedule": crontab(hour="5", minute="5")},
    "ask-the-silent": {
        "task": "network.digests.tasks.ask_the_silent",
        "schedule": crontab(hour="9", minute="25"),
        "options": {"expires": 3600},
    },
    "clear-networks": {"task": "cities.places.tasks.clear_settled", "schedule": crontab(hour="4", minute="20")},
    "finish-privacy": {
        "task": "portal.accounts.tasks.finish_privacy",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "clear-sessions": {"task": "portal.accounts.tasks.clear_expired", "schedule": crontab(hour="4", minute="5")},
}
