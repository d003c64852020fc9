"""Mounted below `/bench/` when PORTAL_BENCH is set."""

from django.urls import path

from portal.bench.bare import bare

urlpatterns = [path("bare/", bare, name="bench_bare")]
