"""The proxy's limits, which must fit the portal's own."""

from __future__ import annotations

import re

import pytest

from portal import gunicorn
from portal.environment import BASE_DIR

CADDYFILE = (BASE_DIR / "Caddyfile").read_text()
MEBIBYTE = 1024 * 1024


def number(pattern: str) -> int:
    (found,) = re.findall(pattern, CADDYFILE)
    return int(found)


def test_body_has_room_for_the_largest_document_and_the_fields_of_its_form(settings) -> None:
    largest = max(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    allowed = number(r"\brequest_body \{\s+max_size (\d+)MiB\b")
    assert allowed * MEBIBYTE == largest + settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_headers_have_room_for_the_longest_line_and_not_much_more() -> None:
    assert gunicorn.limit_request_line <= number(r"\bmax_header_size (\d+)KB\b") * 1000 <= 64_000


@pytest.mark.parametrize("waits", ["read_header", "read_body"])
def test_nobody_is_waited_for_longer_than_a_worker_may_be_busy(waits: str) -> None:
    assert number(rf"\b{waits} (\d+)s\b") <= gunicorn.timeout
