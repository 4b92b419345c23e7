"""An OpenID Connect provider on loopback: honest and strict, until a test has it say something else."""

from __future__ import annotations

import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "nexus client", "a secret with: a colon"
NORA = {
    "sub": "nora-1",
    "email": "nora@example.com",
    "email_verified": True,
    "preferred_username": "nora",
    "given_name": "Nora",
    "family_name": "Weiss",
}

Claims = dict[str, Any]


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65_537, 2_048)


@dataclass
class Granted:
    """What a code stands for."""

    claims: Claims
    asked: dict[str, str]


@dataclass
class Issuer:
    """Who people are here, and what is told of them."""

    port: int
    key: rsa.RSAPrivateKey
    kid: str = "key-1"
    person: Claims = field(default_factory=lambda: dict(NORA))
    codes: dict[str, Granted] = field(default_factory=dict)
    tokens: dict[str, Claims] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    # What a test bends.
    told: Callable[[Claims], Claims] = lambda claims: claims
    signed: Callable[[Issuer, Claims], str] | None = None
    userinfo: Callable[[Claims], Claims] = lambda claims: claims
    discovery: Claims = field(default_factory=dict)
    expects_pkce: bool = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def described(self) -> Claims:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            **self.discovery,
        }

    def jwks(self) -> Claims:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def sign(self, claims: Claims, **header: Any) -> str:
        return jwt.encode(claims, self.key, header.pop("alg", "RS256"), headers={"kid": self.kid, **header})

    def visit(self, authorize_url: str) -> dict[str, str]:
        """Be the browser of somebody who is signed in here and says yes; gives what comes back."""
        parts = urlsplit(authorize_url)
        asked = HTTPConnection(parts.netloc, timeout=5)
        asked.request("GET", f"{parts.path}?{parts.query}")
        answer = asked.getresponse()
        assert answer.status == 302, answer.read()
        location = answer.headers["Location"]
        asked.close()
        return dict(parse_qsl(urlsplit(location).query))

    def id_token(self, granted: Granted) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": granted.asked.get("nonce"),
            **granted.claims,
        }
        claims = self.told(claims)
        return self.signed(self, claims) if self.signed else self.sign(claims)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def issuer(self) -> Issuer:
        return self.server.issuer  # type: ignore[attr-defined]

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.issuer.requests.append(path)
        pages = {
            "/.well-known/openid-configuration": self.issuer.described,
            "/jwks": self.issuer.jwks,
            "/userinfo": lambda: self.issuer.userinfo(self._bearer()),
            "/api/v3/user": self._bearer,
            "/api/v3/user/emails": lambda: self._bearer()["mailboxes"],
        }
        if path in {"/authorize", "/login/oauth/authorize"}:
            self._authorize()
        elif path in pages:
            self._say(200, pages[path]())
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        self.issuer.requests.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        fault = self._fault(form)
        if fault:
            self._say(200 if "github" in str(self.issuer.person) else 400, {"error": fault})
            return
        granted = self.issuer.codes.pop(form["code"])
        token = secrets.token_urlsafe(16)
        self.issuer.tokens[token] = granted.claims
        said = {"access_token": token, "token_type": "Bearer"}
        if "nonce" in granted.asked:
            said["id_token"] = self.issuer.id_token(granted)
        self._say(200, said)

    def _authorize(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        code = secrets.token_urlsafe(16)
        self.issuer.codes[code] = Granted(dict(self.issuer.person), asked)
        back = {"code": code, "state": asked["state"]}
        if self.issuer.discovery.get("authorization_response_iss_parameter_supported"):
            back["iss"] = self.issuer.url
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _fault(self, form: dict[str, str]) -> str:
        if self._client(form) != (CLIENT, SECRET):
            return "invalid_client"
        granted = self.issuer.codes.get(form.get("code", ""))
        if granted is None or form.get("redirect_uri") != granted.asked["redirect_uri"]:
            return "invalid_grant"
        proof = (
            urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        )
        is_proved = (granted.asked.get("code_challenge_method"), granted.asked.get("code_challenge")) == (
            "S256",
            proof,
        )
        return "" if is_proved or not self.issuer.expects_pkce else "invalid_grant"

    def _client(self, form: dict[str, str]) -> tuple[str, ...]:
        kind, _, pair = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            return tuple(unquote_plus(part) for part in b64decode(pair).decode().split(":"))
        return form.get("client_id", ""), form.get("client_secret", "")

    def _bearer(self) -> Claims:
        return self.issuer.tokens[self.headers["Authorization"].removeprefix("Bearer ")]

    def _say(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(key: rsa.RSAPrivateKey) -> Iterator[Issuer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    issuer = server.issuer = Issuer(port=server.server_address[1], key=key)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
