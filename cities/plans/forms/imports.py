"""The form that takes a spreadsheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.plans.files.sheets import MOST_BYTES
from cities.plans.services.imports import Upload


class ImportForm(forms.Form):
    """A file, looked at for its size alone: what is in it is for the act."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, at most 16 MB and 10,000 rows."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s MB. Keep the sheet of actions only, or split it."),
                params={"most": MOST_BYTES // 1024 // 1024},
            )
        return file

    @property
    def upload(self) -> Upload:
        file = self.cleaned_data["file"]
        return Upload(file.name, file.read())
