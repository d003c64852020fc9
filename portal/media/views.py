"""Serves uploaded pictures from this machine; a store on S3 serves its own."""

from __future__ import annotations

from posixpath import normpath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe

PUBLIC_FOLDERS = ("images/", "original_images/")
YEAR = 365 * 24 * 3600


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer a picture that an editor published. Nothing else under the media folder has an address.

    Renditions carry their size in their name and never change, so browsers may keep them. The policy
    keeps a hostile file harmless even when it is opened by itself.
    """
    if not name.startswith(PUBLIC_FOLDERS) or normpath(name) != name:
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error
    response = FileResponse(file)
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["Last-Modified"] = http_date(default_storage.get_modified_time(name).timestamp())
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
