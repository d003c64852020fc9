"""Settings of the portal, in sections. The environment is read by `portal.environment` alone."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal import mail_settings
from portal.environment import BASE_DIR, EMBEDDED, PRODUCTION, STARTS_WITH, TEST, Environment
from portal.headers import CONTENT_SECURITY_POLICY, EDITOR_CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY  # noqa: F401
from portal.logs import logging_config, start_sentry
from portal.people_settings import ACCOUNT_FORMS, ACCOUNT_RATE_LIMITS, MFA_FORMS  # noqa: F401
from portal.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401

env = Environment()

# --- Mode -------------------------------------------------------------------------------------
PORTAL_MODE = env.mode
DEBUG = env.flag("PORTAL_DEBUG") and env.mode != PRODUCTION
VAR_DIR: Path = env.var
SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.several("SECRET_KEY_FALLBACKS")
SITE_URL = env.site_url()
ALLOWED_HOSTS = env.several("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES")

# --- Applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.words",
    "portal.text",
    "portal.media",
    "portal.mail",
    "portal.accounts",
    "cities.places",
    "handbooks",
    "cities.plans",
    "portal.newsroom",
    "network.forum",
    "network.events",
    "network.digests",
    "portal.search",
    "portal.home",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.apps.EditorPeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "pgtrigger",
    "pghistory",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "portal.logs.RequestLogMiddleware",
    "portal.newsroom.counting.middleware.ReadCountMiddleware",
    "portal.pagecache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.policies.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.requests.WellFormedRequestMiddleware",
    "portal.accounts.resting.RestingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.accounts.two_step.TwoStepMiddleware",
    "portal.accounts.zones.TimeZoneMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
FORCE_SCRIPT_NAME = ""  # the portal stands at the root, whatever a header says
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "portal.words.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "portal.words.forms.FormRenderer"

# --- Database, cache, broker ------------------------------------------------------------------
DATABASES = {
    "default": {
        **env.database(),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": env.number("DB_POOL_SIZE"), "timeout": 10},
            "options": STARTS_WITH,
        },
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    "default": {
        "BACKEND": "portal.caching.PatientCache",
        "LOCATION": env.redis(1),
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
    },
    "sessions": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis(2),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)},
    },
}
SESSION_ENGINE = "portal.accounts.sessions"
SESSION_CACHE_ALIAS = "sessions"

CELERY_BROKER_URL = env.redis(0)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
# A worker that names no queue takes both.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "mail")]
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {"network.digests.tasks.*": {"queue": "mail"}, "portal.mail.tasks.*": {"queue": "mail"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ALWAYS_EAGER = env.mode == TEST
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULER = "portal.beat:OneAtATime"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "portal.accounts.backends.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one takes its place once it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_USER_DISPLAY = "portal.accounts.models.display_name"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition(":")[0]
REQUIRE_TWO_STEP = env.flag("REQUIRE_TWO_STEP")
MFA_ADAPTER = "portal.accounts.two_step.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Resilient Cities"
MFA_TOTP_TOLERANCE = 1
# Nobody signs in with an address that nobody has confirmed; without this, nobody with two steps could change theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "portal.accounts.councils.CouncilAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.oidc_providers(), "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_FORMS = {"signup": "portal.accounts.council_forms.CouncilSignupForm"}
# A council's word for an address never opens an account that is here: its owner signs in and connects the two.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

# --- Languages --------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = [("en-gb", _("English"))]
WAGTAIL_I18N_ENABLED = False
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "portal.formats"
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
HASHED_STATIC = not DEBUG and env.mode != TEST


def s3(bucket: str) -> dict:
    """Return one store of django-storages for `bucket`."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": env.text("S3_ACCESS_KEY_ID"),
            "secret_key": env.text("S3_SECRET_ACCESS_KEY"),
            "file_overwrite": False,
        },
    }


ON_S3 = bool(env.text("S3_BUCKET"))
STORAGES = {
    "default": s3(env.text("S3_BUCKET")) if ON_S3 else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": s3(env.text("S3_PRIVATE_BUCKET"))
    if ON_S3
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Mail -------------------------------------------------------------------------------------
vars().update(env.email())
# Every letter passes the ledger of portal.mail, which then hands it to the backend of EMAIL_URL or MAIL_PROVIDER.
LETTER_BACKEND = vars()["EMAIL_BACKEND"]
EMAIL_BACKEND = "portal.mail.backends.LedgerBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.checked("DEFAULT_FROM_EMAIL", mail_settings.sender)
MAIL_RETURN_ADDRESS = env.checked("MAIL_RETURN_ADDRESS", mail_settings.return_address)
MAIL_RETURN_MAILBOX = env.checked("MAIL_RETURN_MAILBOX", mail_settings.return_mailbox)
MAILBOX_DIR = VAR_DIR / "mail"

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Resilient Cities"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "editor_sign_in"
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAIL_AUTOSAVE_INTERVAL = 0  # people save; see docs/decisions/0008-no-autosave.md
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "txt", "xlsx"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"}}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False  # nobody approves their own edit: that is enough
WAGTAIL_MODERATION_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "handbooks.editor.rich_text.RichTextArea"}}
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.media.forms.ImageForm"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_COMMENTS_ENABLED = True
TAGGIT_CASE_INSENSITIVE = True

# --- The forum --------------------------------------------------------------------------------
FORUM_HOLD_FIRST = env.number("FORUM_HOLD_FIRST")  # so many first posts of each person wait for a moderator
FORUM_UNANSWERED_DAYS = env.number("FORUM_UNANSWERED_DAYS")  # then moderators are told of an ask without a reply

# --- The newsroom -----------------------------------------------------------------------------
NEWS_CHANNELS = env.news_channels()  # where first publications are announced
PRESS_CONTACT = env.checked("PRESS_CONTACT", mail_settings.address)  # asked where nobody coordinates a city

# --- Browsers that are told at once ------------------------------------------------------------
VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY = env.push_keys()
VAPID_CONTACT = env.text("VAPID_CONTACT")

# --- Checks of outside links ------------------------------------------------------------------
LINK_CHECKS_AT_ONCE = 100
LINK_CHECK_PAUSE = 2.0
LINK_CHECK_OFFLINE_AFTER = 5
LINK_CHECK_PRIVATE_HOSTS = False

# --- Security ---------------------------------------------------------------------------------
BEHIND_TLS = env.mode == PRODUCTION and env.flag("HTTPS")
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS  # passkeys on http://localhost
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"

# --- Pages ------------------------------------------------------------------------------------
PAGE_CACHE_SECONDS = 300  # and its parts may be as old when it is drawn: together at most ten minutes
PAGE_CACHE_ENABLED = not DEBUG and env.mode != TEST
MAILBOX_ENABLED = env.mode != PRODUCTION and env.uses_mailbox
STYLEGUIDE_ENABLED = DEBUG

# --- Logs -------------------------------------------------------------------------------------
LOGGING = logging_config(json=env.mode == PRODUCTION, level=env.text("LOG_LEVEL"))
start_sentry(env.text("SENTRY_DSN"))

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # addresses are unique by a constraint on Lower(email), which the check does not look for
    "security.W019",  # Wagtail's live preview frames pages of this site; other sites may not
]
EMBEDDED_MODE = env.mode == EMBEDDED
