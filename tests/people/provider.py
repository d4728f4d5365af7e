"""A small OpenID Connect provider on this machine, with keys of its own: strict where a real one is."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "sidan-test", "s3cret-of-the-test"


@dataclass
class Provider:
    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)  # of whoever signs in next
    info: dict[str, Any] | None = None
    twist: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims  # what a liar changes
    signs_with: RSAKey | None = None
    asked: list[str] = field(default_factory=list)

    def approve(self, address: str) -> str:
        """Somebody signs in at the provider: the path that their browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def tokens(self, form: dict[str, str], basic: str) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)  # a code works once
        known = base64.b64decode(basic.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not asked or not known or challenge != asked["code_challenge"]:
            return None
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        now = int(time.time()) if "now" not in self.claims else self.claims.pop("now")
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, self.twist(told), self.signs_with or self.key)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            at = provider.issuer
            discovery = {
                "issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                "jwks_uri": f"{at}/keys", "userinfo_endpoint": f"{at}/userinfo",
            }  # fmt: skip
            answers: dict[str, Any] = {
                "/.well-known/openid-configuration": discovery,
                "/keys": {"keys": [provider.key.as_dict(private=False)]},
                "/userinfo": provider.info if provider.info is not None else {"sub": provider.claims.get("sub")},
            }
            self._say(answers.get(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(provider.tokens(form, self.headers.get("Authorization", "")), 400)

        def _say(self, told: Any, otherwise: int = 404) -> None:
            self.send_response(200 if told is not None else otherwise)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told if told is not None else {"error": "invalid_grant"}).encode())

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    server = HTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
