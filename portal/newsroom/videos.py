"""Films at YouTube and Vimeo: which addresses lead to one, and where its player is. Nobody is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from django.http.response import HttpResponseBase

YOUTUBE: Final = "YouTube"
VIMEO: Final = "Vimeo"
YOUTUBE_HOSTS = ("youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com")
YOUTUBE_PLAYERS = ("youtube-nocookie.com", "www.youtube-nocookie.com")
VIMEO_HOSTS = ("vimeo.com", "www.vimeo.com")
PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
"""The only hosts that a frame on the portal may be of."""
YOUTUBE_KEY = re.compile(r"[A-Za-z0-9_-]{11}")
YOUTUBE_PATH = re.compile(r"/(?:embed|live|shorts|v)/([A-Za-z0-9_-]{11})/?")
SHORT_PATH = re.compile(r"/([A-Za-z0-9_-]{11})/?")
VIMEO_PATH = re.compile(r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?([0-9]{1,12})(?:/([0-9a-f]{6,20}))?/?")
PRIVATE_KEY = re.compile(r"[0-9a-f]{6,20}")


@dataclass(frozen=True)
class Video:
    """A film. `key` is its own at its host, `private_key` what a film needs that is not listed."""

    host: str
    key: str
    private_key: str = ""

    @property
    def url(self) -> str:
        """Where it is watched at its host."""
        if self.host == YOUTUBE:
            return f"https://www.youtube.com/watch?v={self.key}"
        return f"https://vimeo.com/{self.key}" + (f"/{self.private_key}" if self.private_key else "")

    @property
    def player(self) -> str:
        """The address of the player that sets no cookies before it plays, and asks not to follow the viewer.

        Source: support.google.com/youtube/answer/171780 (privacy-enhanced mode); developer.vimeo.com/player/sdk/embed
        """
        if self.host == YOUTUBE:
            return f"{PLAYERS[0]}/embed/{self.key}?autoplay=1&rel=0"
        private = f"&h={self.private_key}" if self.private_key else ""
        return f"{PLAYERS[1]}/video/{self.key}?autoplay=1&dnt=1{private}"


def video_at(address: str) -> Video | None:
    """Return the film that an address of YouTube or Vimeo leads to, or None for any other."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").rstrip(".")
        is_odd = parts.scheme not in ("http", "https") or "@" in parts.netloc or parts.port not in (None, 80, 443)
    except ValueError:
        return None
    if is_odd:
        return None
    asked = parse_qs(parts.query)
    if host in ("youtu.be", "www.youtu.be"):
        return of_youtube(SHORT_PATH.fullmatch(parts.path))
    if host in YOUTUBE_HOSTS and parts.path.rstrip("/") == "/watch":
        return of_youtube(YOUTUBE_KEY.fullmatch(asked.get("v", [""])[0]))
    if host in YOUTUBE_HOSTS or host in YOUTUBE_PLAYERS:
        return of_youtube(YOUTUBE_PATH.fullmatch(parts.path))
    if host in VIMEO_HOSTS or host == "player.vimeo.com":
        return of_vimeo(VIMEO_PATH.fullmatch(parts.path), asked.get("h", [""])[0])
    return None


def of_youtube(found: re.Match[str] | None) -> Video | None:
    return Video(YOUTUBE, found[found.lastindex or 0]) if found else None


def of_vimeo(found: re.Match[str] | None, asked: str) -> Video | None:
    if found is None:
        return None
    private_key = found[2] or (asked if PRIVATE_KEY.fullmatch(asked) else "")
    return Video(VIMEO, found[1], private_key)


def let_players_in(response: HttpResponseBase) -> None:
    """Let a page put the players of these hosts into frames, which the policy of all other pages forbids.

    `csp_update` does the same for views; a page of the tree has none of its own.
    """
    response._csp_update = {"frame-src": list(PLAYERS)}  # type: ignore[attr-defined]
