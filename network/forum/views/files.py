"""Files with posts: sent while somebody writes, and opened by who reads the post."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe
from rules import has_perm

from network.forum.models import Attachment
from network.forum.views.sent_files import files_sent
from network.forum.views.signed_in import for_scripts
from portal.accounts.signed_in import SignedInRequest
from portal.media.serving import private_answer


@require_POST
@for_scripts
def attachment_add(request: SignedInRequest) -> HttpResponse:
    """Keep files until their post is sent, and answer the part of the form that lists them."""
    if not has_perm("forum.belong", request.user):
        raise PermissionDenied
    files = files_sent(request)
    return render(request, "forum/files.html", {"files": files})


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer a file to whoever reads its post, and to who uploaded it while it has none."""
    rows = Attachment.objects.visible_to(request.user).select_related("document")
    return private_answer(get_object_or_404(rows, pk=pk).document)
