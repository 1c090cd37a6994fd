"""An OpenID Connect issuer on this machine: a real server with a key of its own, which says what a test tells it to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "records"
Token = Callable[["Issuer", dict[str, Any]], str]


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer:
    """Its address, its key, and what it says next: `claims` over the usual ones, `userinfo`, how a token is made."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = new_key()
        self.other_key = new_key()
        self.begin_anew()

    def begin_anew(self) -> None:
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.key_says: dict[str, Any] = {}
        self.answers: dict[str, tuple[int, Any]] = {}
        self.make: Token = lambda issuer, claims: issuer.signed(claims)
        self.nonce = ""
        self.used: set[str] = set()

    def signed(self, claims: dict[str, Any], *, key: Any = None, algorithm: str = "RS256", kid: str = "one") -> str:
        return jwt.encode(claims, key or self.key, algorithm=algorithm, headers={"kid": kid})

    def public_pem(self) -> bytes:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, form)

    def says(self, path: str, form: dict[str, list[str]]) -> tuple[int, Any]:
        """Status and JSON for what is asked for."""
        if path in self.answers:
            return self.answers[path]
        if path.endswith("/openid-configuration"):
            return 200, {
                "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/keys",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }  # fmt: skip
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            key = {**public, "kid": "one", "alg": "RS256", "use": "sig"} | self.key_says
            return 200, {"keys": [{name: value for name, value in key.items() if value is not None}]}
        if path == "/token":
            [code] = form["code"]
            if code in self.used:
                return 400, {"error": "invalid_grant"}
            self.used.add(code)
            return 200, {"access_token": "opens", "token_type": "Bearer", "id_token": self.make(self, self._claims())}
        return 200, {"sub": self._claims().get("sub"), **self.userinfo}

    def _claims(self) -> dict[str, Any]:
        now = int(time.time())
        usual = {
            "iss": self.address, "sub": "7", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonce,
            "email": "ruth.bello@example.org", "email_verified": True,
        }  # fmt: skip
        return {name: value for name, value in (usual | self.claims).items() if value is not None}


@contextmanager
def running() -> Iterator[Issuer]:
    """An issuer that answers until the block ends."""

    class Answer(BaseHTTPRequestHandler):
        def answer(self, form: dict[str, list[str]]) -> None:
            status, said = issuer.says(urlsplit(self.path).path, form)
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.answer({})

        def do_POST(self) -> None:
            self.answer(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def log_message(self, *args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
