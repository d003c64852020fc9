"""A portal with nothing in it, so that the tests of the supervisor start one in a moment."""

from portal.environment import BASE_DIR, Environment

env = Environment()
PORTAL_MODE = env.mode
VAR_DIR = env.var
SITE_URL = env.site_url()
SECRET_KEY = "probe"
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = ["tests.supervisor.probe.apps.CommandsOnly", "django.contrib.staticfiles"]
ROOT_URLCONF = "tests.supervisor.probe.urls"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "tests" / "supervisor" / "probe"]
DATABASES = {"default": {**env.database(), "OPTIONS": {"pool": {"min_size": 1, "max_size": 4}}}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.redis(1)}}
CELERY_BROKER_URL = env.redis(0)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {"heartbeat": {"task": "portal.health.beat", "schedule": 2}}
USE_TZ = True
