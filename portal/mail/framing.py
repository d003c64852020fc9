"""A letter as a page by itself, for the frame of a page that shows it."""

from __future__ import annotations

from django.http import HttpResponse

# A letter may hold what a stranger typed: nothing runs, nothing is fetched, nothing is sent, and it is of no origin.
FRAME_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox",
    ]
)
LINKS_OPEN = " allow-popups allow-popups-to-escape-sandbox"
"""Links open in a new tab, which is an ordinary one."""


def framed(html: str, *, links_open: bool = True) -> HttpResponse:
    """Return the HTML of a letter under a policy that lets it do nothing but be read."""
    policy = FRAME_POLICY + LINKS_OPEN if links_open else FRAME_POLICY
    page = html.replace("<head>", '<head><base target="_blank">', 1) if links_open else html
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return HttpResponse(page, headers=headers)
