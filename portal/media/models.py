"""Images and documents that editors publish, and private files that a permission check guards."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.media.checks import check_document, check_image


class PortalImage(AbstractImage):
    """A picture for a page, with the credit that its licence asks for."""

    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it and under which licence.")
    )
    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """What forms fill in as the alternative text: the description, and never the title, which describes nothing."""
        return self.description

    def clean(self) -> None:
        super().clean()
        if is_new(self.file):
            check_image(self.file)


class PortalRendition(AbstractRendition):
    """A resized copy of an image."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once_per_filter"
            )
        ]


class PortalDocument(AbstractDocument):
    """A document that a page offers for download."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        super().clean()
        if is_new(self.file):
            check_document(self.file)


def is_new(file: FieldFile) -> bool:
    """Return whether `file` was sent with this request: one that is stored was checked when it came."""
    return bool(file) and not getattr(file, "_committed", True)


def private_storage() -> Storage:
    """Return the storage that no address leads to: files in it are served through a permission check."""
    return storages["private"]


def private_path(instance: PrivateFile, filename: str) -> str:
    """Return an unguessable path that keeps nothing of the name that was uploaded."""
    return f"{secrets.token_hex(2)}/{secrets.token_hex(16)}"


class PrivateFile(models.Model):
    """A file that only some people may read. The room that holds it decides who; there is no public address."""

    file = models.FileField(_("file"), storage=private_storage, upload_to=private_path)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("Bytes."))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="private_files"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("private file")
        verbose_name_plural = _("private files")

    def __str__(self) -> str:
        return self.name

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.file.delete(save=False)
        return super().delete(*args, **kwargs)
