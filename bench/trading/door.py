"""Someone at the site's HTTP door: signs up there, and asks with a token as any client does."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

PASSWORD = "Blue-Kettle-47"


class Refused(Exception):
    """The site said no, with its sentence."""


class Door:
    """The REST API as one account uses it; each POST goes under an Idempotency-Key of its own."""

    def __init__(self, address: str, username: str, **roles: bool) -> None:
        self._site = urlsplit(address).netloc
        self._token = ""
        self.username = username
        account = {"username": username, "email": f"{username}@example.com", "password": PASSWORD}
        self.ask("POST", "/api/auth/register/", account | roles)
        self.sign_in()

    def sign_in(self) -> None:
        """Take a fresh token, with the roles that the account has now."""
        told = self.ask("POST", "/api/auth/login/", {"username": self.username, "password": PASSWORD})
        self._token = told["data"]["access"]

    def get(self, path: str) -> Any:
        """Ask for something."""
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        """Do something, and give what it came to."""
        return self.ask("POST", path, body or {})["data"]

    def put(self, path: str, body: Any) -> Any:
        """Set something, and give what it is then."""
        return self.ask("PUT", path, body)["data"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request; Refused tells the code and the sentence of an answer that isn't good."""
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        line = http.client.HTTPConnection(self._site, timeout=60)
        line.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = line.getresponse()
        said = json.loads(answer.read() or b"{}")
        line.close()
        if answer.status >= http.client.BAD_REQUEST:
            error = said["error"]
            raise Refused(f"{error['code']}: {error['message']} {error['details']}")
        return said
