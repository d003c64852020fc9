"""A council's sign-in on this machine: a small OpenID Connect provider that the tests start.

It checks what a real one checks (client, redirect address, code, PKCE) and signs its ID tokens with RS256.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "portal", "council-secret"


@dataclass
class Council:
    """What the provider says of whoever signs in there now, and what may be wrong with it."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    silent: bool = False
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def setting(self) -> dict[str, Any]:
        return {
            "provider_id": "leeds",
            "name": "Leeds City Council",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.url},
        }

    @property
    def variable(self) -> dict[str, str]:
        """This council in OIDC_PROVIDERS."""
        setting = {"id": "leeds", "name": "Leeds City Council", "server_url": self.url}
        return {**setting, "client_id": CLIENT, "secret": SECRET}

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes after signing in at the council."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if not asked or given["client_secret"] != SECRET or challenge.decode().rstrip("=") != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "id_token": signed}

    def keys(self) -> dict[str, Any]:
        return {"keys": [{**RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True), "kid": "1", "alg": "RS256"}]}


class Answers(BaseHTTPRequestHandler):
    """The provider's addresses."""

    council: Council

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if self.council.silent:
            return self.answer({"error": "down"}, 503)
        if address.path == "/authorize":
            self.send_response(302)
            asked = {name: value[0] for name, value in parse_qs(address.query).items()}
            self.send_header("Location", self.council.authorize(asked))
            self.end_headers()
            return None
        pages = {
            "/.well-known/openid-configuration": self.council.configuration,
            "/jwks": self.council.keys,
            "/userinfo": lambda: self.council.userinfo or self.council.claims,
        }
        return self.answer(pages[address.path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        found = self.council.token({name: value[0] for name, value in parse_qs(body).items()})
        self.answer(found or {"error": "invalid_grant"}, 200 if found else 400)

    def answer(self, content: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def running_council(**claims: Any) -> Iterator[Council]:
    """Run a council's sign-in on a free port until the block ends."""
    council = Council(claims=claims)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("AnswersOfOne", (Answers,), {"council": council}))
    council.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield council
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
