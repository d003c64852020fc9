"""Files whose content breaks what reads it."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from portal.media.checks import check_document

DIRECTORY = b"PK\x01\x02"


def docx() -> bytearray:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/é.xml", "text")
    return bytearray(held.getvalue())


def of_a_version_to_come(content: bytearray) -> None:
    place = content.rindex(DIRECTORY) + 6
    content[place : place + 2] = (99).to_bytes(2, "little")


def with_a_broken_name(content: bytearray) -> None:
    place = content.rindex("é".encode())
    content[place : place + 2] = b"\xff\xff"


def cut(content: bytearray) -> None:
    del content[-10:]


def test_whole_document_is_taken() -> None:
    check_document(ContentFile(bytes(docx()), name="plan.docx"))


@pytest.mark.parametrize("harm", [of_a_version_to_come, with_a_broken_name, cut])
def test_broken_archive_is_refused_in_words(harm) -> None:
    content = docx()
    harm(content)
    with pytest.raises(ValidationError) as refused:
        check_document(ContentFile(bytes(content), name="plan.docx"))
    assert refused.value.message_dict == {"file": ["The name of this file does not fit what is in it."]}
