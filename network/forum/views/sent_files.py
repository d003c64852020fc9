"""The files of a form of writing: kept as they come, because a browser does not send them a second time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network.forum.forms.typed import keys_in
from network.forum.models import Attachment
from network.forum.services.attachments import MOST_OF_A_POST, forget, too_many, upload
from network.forum.views.signed_in import is_within_limit
from portal.accounts.signed_in import SignedInRequest
from portal.media.uploads import UploadField


@dataclass
class Files:
    """Files that wait with a form, and what is wrong with those that do not."""

    kept: list[Attachment] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(file.pk for file in self.kept)

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """What is wrong, as a summary of a form lists it: where to mend it, of what, and why."""
        target = "files" if self.is_full else "id_files"
        return [(target, _("Files"), error) for error in self.errors]

    @property
    def accept(self) -> str:
        return UploadField().widget.attrs["accept"]

    @property
    def is_full(self) -> bool:
        return len(self.kept) >= MOST_OF_A_POST


def waiting_files(keys: Sequence[int], request: SignedInRequest) -> list[Attachment]:
    """Return those of some files that the visitor uploaded and put into no post yet."""
    return list(Attachment.objects.waiting(request.user).filter(pk__in=keys).select_related("document"))


def files_sent(request: SignedInRequest, *, there: int = 0) -> Files:
    """Keep the files that came with a form beside those that came before. `there` are in the post already."""
    unwanted = keys_in(request.POST.getlist("drop"))
    forget(unwanted, by=request.user)
    files = Files(waiting_files(keys_in(request.POST.getlist("attachments")), request))
    field = UploadField()
    for sent in request.FILES.getlist("files"):
        try:
            if len(files.kept) + there >= MOST_OF_A_POST:
                raise ValidationError(too_many())
            checked = field.clean(sent)
            if checked is None:
                continue
            if not is_within_limit(request, "forum_file"):
                raise ValidationError(_("You have sent many files in the last hour. Try again later."))
            files.kept.append(upload(checked, by=request.user))
        except ValidationError as error:
            files.errors += [f"{sent.name}: {message}" for message in error.messages]
    return files
