"""Case 7: what isn't exactly one of our access tokens is refused, and makes us call nobody."""

from __future__ import annotations

import base64
import http.client
import json
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import HMACAlgorithm
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import Tokens, issue_tokens
from nexus.kernel.authentication.signing import signer, signing_key
from tests.torture.arena import accounts
from tests.torture.cases import forgeries
from tests.torture.results import Result
from tests.torture.waiting import eventually
from tests.torture.webs import LOG, STARTS_IN_S, Webs, free_port, webs

NAME = "7. forged tokens"
DEFENCE = "tokens"  # the comparison of the header, and the signature
SIZES = {"small": 1, "full": 60, "control": 1}
PATHS = {
    "/api/auth/profile/": None,
    "/api/categories/": None,
    "/graphql": {"query": "{ __typename }"},
    "/api/auth/confirm/": None,
}
Forged = Iterator[tuple[str, str]]
UNAUTHORIZED = 4401


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Send every forgery of each account's token to every kind of door."""
    del seed
    result = Result(NAME, 0)
    with webs(2, without=without) as site, _canary() as canary, _live(size) as live:
        for user in accounts(SIZES[size]):
            tokens = issue_tokens(user)
            _send(result, site, "genuine", tokens.access, expected=200)
            for name, token in forgeries.genuine(user):
                _send(result, site, name, token, expected=200, paths=["/api/auth/profile/"])
            for name, token in _forgeries(user, tokens, canary.getsockname()[1]):
                result.n += 1
                _send(result, site, name, token, expected=401)
                _say(result, live, name, token)
        if _was_called(canary):
            result.violated.append("An address that a token named was called.")
    return result


def _send(
    result: Result, site: Webs, name: str, token: str, *, expected: int, paths: Iterable[str] = PATHS
) -> None:
    for web in site.all:
        for path in paths:
            result.sent += 1
            status = _ask(web.port, path, token, PATHS[path])
            if status != expected:
                result.violated.append(f"{name} was answered {status} at {path}.")


def _ask(port: int, path: str, token: str, body: Any) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        line.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
        return line.getresponse().status
    finally:
        line.close()


def _forgeries(user: User, tokens: Tokens, canary: int) -> Forged:
    key, body = signing_key(), jwt.decode(tokens.access, options={"verify_signature": False})
    header = {"alg": "EdDSA", "kid": key.id, "typ": "at+jwt"}
    stranger = Ed25519PrivateKey.generate()
    yield "a refresh token", tokens.refresh
    yield from forgeries.keys(user)
    yield from forgeries.programs(user)
    yield from _unsigned(tokens.access, header)
    yield from _shared_secret(tokens.access, header, key.public)
    for named, more in _headers(canary):
        yield f"{named}, by a stranger", _signed(body, {**header, **more}, stranger)
        yield f"{named}, by our key", _signed(body, {**header, **more}, key.private)
    yield "another key", _signed(body, header, stranger)
    for named, claims in _claims():
        yield named, _signed({**body, **claims}, header, key.private)
    other = issue_tokens(user).access
    yield "another sign-in's signature", f"{tokens.access.rpartition('.')[0]}.{other.rpartition('.')[2]}"
    rsa = signer("RS256")
    foreign = {"alg": "RS256", "kid": rsa.id, "typ": "at+jwt"}
    yield "a key for something else", jwt.encode(body, rsa.private, "RS256", headers=foreign)


def _headers(canary: int) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "jku", {"jku": f"http://127.0.0.1:{canary}/keys.json"}
    yield "x5u", {"x5u": f"http://127.0.0.1:{canary}/cert.pem"}
    yield "jwk", {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}}
    yield "unknown crit", {"crit": ["nexus"], "nexus": True}
    yield "kid as an address", {"kid": f"http://127.0.0.1:{canary}/key"}
    yield "kid as a path", {"kid": "../../../../dev/null"}
    yield "kid as SQL", {"kid": "' OR 1=1 --"}
    yield "wrong typ", {"typ": "JWT"}


def _claims() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "expired", {"exp": 1}
    yield "of the future", {"iat": 99_999_999_999}
    yield "wrong aud", {"aud": "another-api"}
    yield "several aud", {"aud": ["nexus-api", "another-api"]}
    yield "wrong iss", {"iss": "https://evil.example"}
    yield "another account", {"sub": str(uuid.uuid4())}
    yield "another sign-in", {"sid": str(uuid.uuid4())}
    yield "no jti", {"jti": None}


def _unsigned(access: str, header: dict[str, Any]) -> Forged:
    _, payload, signature = access.split(".")
    for alg in ("none", "None", "nOnE"):
        yield f"alg {alg}", f"{_encoded({**header, 'alg': alg})}.{payload}."
        yield f"alg {alg}, signed", f"{_encoded({**header, 'alg': alg})}.{payload}.{signature}"
    yield "no signature", f"{_encoded(header)}.{payload}."


def _shared_secret(access: str, header: dict[str, Any], public: Any) -> Forged:
    signed = f"{_encoded({**header, 'alg': 'HS256'})}.{access.split('.')[1]}"
    for form, secret in (
        ("raw", public.public_bytes(Encoding.Raw, PublicFormat.Raw)),
        ("PEM", public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
    ):
        signature = HMACAlgorithm(HMACAlgorithm.SHA256).sign(signed.encode(), secret)
        yield f"HS256 by our public key ({form})", f"{signed}.{_text(signature)}"


def _signed(body: dict[str, Any], header: dict[str, Any], key: Ed25519PrivateKey) -> str:
    signed = f"{_encoded(header)}.{_encoded(body)}"
    return f"{signed}.{_text(key.sign(signed.encode()))}"


def _encoded(part: object) -> str:
    return _text(json.dumps(part).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _say(result: Result, live: int, name: str, token: str) -> None:
    """Say a token to both kinds of sockets."""
    header = f"Bearer {token}"
    for path, said, spoken in (
        ("/ws/", {"type": "auth", "token": token}, None),
        (
            "/graphql",
            {"type": "connection_init", "payload": {"Authorization": header}},
            ["graphql-transport-ws"],
        ),
    ):
        if not live:
            return
        result.sent += 1
        with connect(f"ws://127.0.0.1:{live}{path}", subprotocols=spoken) as line:  # type: ignore[arg-type]
            line.send(json.dumps(said))
            try:
                heard = line.recv(timeout=60)
                if json.loads(heard)["type"] == "error":
                    heard = line.recv(timeout=60)
            except ConnectionClosed as end:
                heard = "" if end.rcvd and end.rcvd.code in {UNAUTHORIZED, 4403} else f"{end.rcvd}"
        if heard:
            result.violated.append(f"{name} was told {heard[:80]!r} at the socket {path}.")


@contextmanager
def _live(size: str) -> Iterator[int]:
    """Run a live server, where all doors are asked; in small its start would be most of the work."""
    if size != "full":
        yield 0
        return
    port = free_port()
    with LOG.open("ab") as log:
        command = [sys.executable, "manage.py", "live", "--port", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        if not eventually(lambda: _listens(port), STARTS_IN_S):
            raise TimeoutError(f"Nothing listens on port {port}.")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _canary() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def _was_called(server: socket.socket) -> bool:
    try:
        server.accept()
    except BlockingIOError:
        return False
    return True
