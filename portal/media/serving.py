"""Answers with a private file, once the room that keeps it has said that this reader may have it."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.utils.cache import add_never_cache_headers

from portal.media.models import PrivateFile

SHOWN_IN_PLACE = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
"""What a browser shows by itself; all else is downloaded.

SVG is not here, which may hold a script, nor PDF: Chromium draws none where the policy says `sandbox`.
"""


def private_answer(document: PrivateFile) -> FileResponse:
    """Answer a private file, which no cache keeps. Raises Http404 where it is lost.

    What was uploaded is never trusted: few kinds are shown in place, and the policy lets none of them do anything.
    """
    try:
        file = document.file.open("rb")
    except OSError as error:
        raise Http404 from error
    in_place = document.content_type in SHOWN_IN_PLACE
    kind = document.content_type if in_place else "application/octet-stream"
    response = FileResponse(file, as_attachment=not in_place, filename=document.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    add_never_cache_headers(response)
    return response
