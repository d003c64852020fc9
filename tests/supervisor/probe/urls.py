from django.urls import path

from portal import health

urlpatterns = [path("healthz/live", health.live), path("healthz/ready", health.ready)]
