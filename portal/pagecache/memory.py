"""The pages that one process keeps at hand: bounded by weight, least recently used leaves first."""

from __future__ import annotations

import threading
from collections import OrderedDict

from portal.pagecache.pages import KeptPage

MOST_BYTES = 32 * 1024 * 1024


class Memory:
    """Kept pages by key, shared by the threads of a process."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.weight = 0
        self.pages: OrderedDict[str, KeptPage] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str) -> KeptPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def put(self, key: str, page: KeptPage) -> None:
        with self.lock:
            self._drop(key)
            self.pages[key] = page
            self.weight += page.weight
            while self.weight > self.most_bytes:
                self._drop(next(iter(self.pages)))

    def _drop(self, key: str) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            self.weight -= page.weight
