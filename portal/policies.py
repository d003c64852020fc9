"""Content security policies: a strict one for the site, a looser one for Wagtail's own pages."""

from __future__ import annotations

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """Send the site's policy, or below `/editor/` one that lets Wagtail's inline scripts run.

    No nonce on the site: a page that is cached for everyone must not carry one.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/editor/") and not report_only:
            parts.replace = settings.EDITOR_CONTENT_SECURITY_POLICY
        return parts
