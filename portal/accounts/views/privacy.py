"""A person's rights: their copy of what the portal holds, and leaving."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import exports
from portal.accounts.erasure import erase_person
from portal.accounts.forms import DeleteForm
from portal.accounts.models import Export, User
from portal.accounts.privacy import StillNeeded, objections
from portal.accounts.proof import proved_lately
from portal.accounts.signed_in import SignedInRequest


@never_cache
@login_required
@require_safe
def privacy(request: SignedInRequest) -> HttpResponse:
    """Show what a person may do about their data, and the copies that can be fetched."""
    kept = request.user.exports.exclude(pk__in=exports.expired()).select_related("file")
    context = {"exports": kept, "last_asked": exports.last_asked(request.user)}
    return render(request, "accounts/privacy.html", context)


@login_required
@require_POST
def ask_for_copy(request: SignedInRequest) -> HttpResponse:
    try:
        exports.ask_for_copy(request.user)
    except exports.AskedLately:
        messages.warning(request, _("You asked for a copy within the last hour. You can ask again after that."))
    else:
        messages.success(request, _("Your copy is being made. We write to you when it is ready."))
    return redirect("privacy")


@never_cache
@login_required
@require_safe
def copy(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Answer a copy to the person whose it is; to others it is not there, and after seven days it has gone."""
    export = Export.objects.filter(pk=pk, person=request.user).exclude(pk__in=exports.expired()).first()
    if export is None or not export.file:
        return render(request, "accounts/copy_gone.html", status=404)
    file = export.file
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type)


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest) -> HttpResponse:
    """Say what goes and what stays, and delete the account on a second yes."""
    if not proved_lately(request):  # allauth asks whoever has a password or a second step before it comes to this
        return render(request, "accounts/sign_in_again.html", status=403)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    person = get_object_or_404(User, pk=request.user.pk)
    context = {"form": form, "objections": objections(person)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/delete.html", context, status=422 if form.errors else 200)
    try:
        erase_person(person)
    except StillNeeded as needed:
        return render(request, "accounts/delete.html", {**context, "objections": needed.why}, status=409)
    get_adapter(request).logout(request)
    return redirect("account_deleted")


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/deleted.html")
