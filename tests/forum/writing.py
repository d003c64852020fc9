"""What the tests of writing share: a form as a browser sends it."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from network.forum.models import Board, Thread

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def send(client: Client, place: Thread | Board, body: str = "What we did.", **more: Any) -> Any:
    """Send the form of a reply, or of a thread on a board, as its page does."""
    is_thread = isinstance(place, Thread)
    board = place.board if is_thread else place
    url = reverse("reply", args=[place.pk]) if is_thread else reverse("thread_start", args=[place.slug])
    fields = {"act": "send", "body": body, "board": board.pk, "submission": str(uuid.uuid4())}
    if not is_thread:
        fields |= {"title": "How did you begin?", "kind": "question"}
    return client.post(url, {**fields, **more})


def words(response: Any) -> str:
    """Return what a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def value_of(response: Any, name: str) -> str:
    """Return what a hidden field of a page holds."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    return unescape(found[1]) if found else ""


def typed_in(response: Any, name: str = "body") -> str:
    """Return what stands in a text field of a page."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', response.content.decode(), re.DOTALL)
    return unescape(found[1]) if found else ""
