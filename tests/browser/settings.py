"""The settings of the portal that browsers read: as it is run, beside the tests and out of their way."""

from portal.settings import *  # noqa: F403
from portal.settings import CACHES, env

# Tests empty databases 1 and 2 of this Redis between them; a browser keeps its session and its pages.
CACHES["default"]["LOCATION"] = env.redis(4)
CACHES["sessions"]["LOCATION"] = env.redis(5)
PAGE_CACHE_ENABLED = True

# Letters are read in the mailbox, as on a fresh clone.
LETTER_BACKEND = "portal.mail.mailbox.MailboxBackend"
MAILBOX_ENABLED = True

# Pages that are there only with keys; nothing is sent with these.
VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY = "public", "private"

STYLEGUIDE_ENABLED = True
WHITENOISE_USE_FINDERS = True  # nothing is collected
