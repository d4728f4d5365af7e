"""WeChat on this machine: strict about its codes, and it says no with a 200 as the real one does."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRETS = {"wx-inside": "s3cret-inside", "wx-beside": "s3cret-beside"}
SCOPES = {"/connect/oauth2/authorize": "snsapi_userinfo", "/connect/qrconnect": "snsapi_login"}


@dataclass
class WeChat:
    address: str = ""
    openid: str = "o-1"
    unionid: str = ""  # of whoever scans next; empty where the site has not joined its apps
    late_union: bool = False  # told by userinfo only
    liar: bool = False  # userinfo speaks of somebody else
    codes: dict[str, str] = field(default_factory=dict)

    def approve(self, address: str) -> str:
        """Somebody taps "agree": the path that their browser is sent back to."""
        assert address.endswith("#wechat_redirect")
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (SCOPES[parts.path], asked["response_type"]) == (asked["scope"], "code")
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked["appid"]
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def answer(self, path: str, asked: dict[str, str]) -> dict[str, Any]:
        if path == "/sns/oauth2/access_token":
            app = self.codes.pop(asked["code"], "")  # a code works once
            if app != asked["appid"] or asked["secret"] != SECRETS[app]:
                return {"errcode": 40029, "errmsg": "invalid code"}
            told = {
                "access_token": f"token-{self.openid}",
                "openid": f"{self.openid}-{app}",
                "scope": "snsapi_userinfo",
            }
            return told if self.late_union or not self.unionid else told | {"unionid": self.unionid}
        if asked["access_token"] != f"token-{self.openid}":
            return {"errcode": 40001, "errmsg": "invalid credential"}
        told = {"openid": "o-9" if self.liar else asked["openid"], "nickname": "小王"}
        return told | ({"unionid": self.unionid} if self.unionid else {})


def _handler(wechat: WeChat) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(json.dumps(wechat.answer(parts.path, asked)).encode())

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def running() -> Iterator[WeChat]:
    wechat = WeChat()
    server = HTTPServer(("127.0.0.1", 0), _handler(wechat))
    wechat.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield wechat
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
