"""Somebody at a browser, on pages of another Nexus: signs in there, and says yes."""

import json
import re
from html import unescape
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')
PASSWORD = "StrongPass123"


class _Stays(HTTPRedirectHandler):
    """Where a page sends one is looked at, and not followed."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Somebody:
    """An account of another Nexus, and the browser that is signed in to it."""

    def __init__(self, site: str, username: str) -> None:
        self.site, self.username = site, username
        self._browser = build_opener(HTTPCookieProcessor(CookieJar()), _Stays())
        self.call(
            "/api/auth/register/", username=username, email=f"{username}@example.org", password=PASSWORD
        )
        self.access = self.call("/api/token/", username=username, password=PASSWORD)["access"]

    def call(self, path: str, access: str = "", **said: Any) -> Any:
        headers = {"Content-Type": "application/json"}
        if access:
            headers["Authorization"] = f"Bearer {access}"
        request = Request(f"{self.site}{path}", json.dumps(said).encode(), headers)
        with self._browser.open(request, timeout=20) as answer:
            return json.load(answer)

    def sign_in(self) -> None:
        page = self.open(f"{self.site}/accounts/login/")[1]
        form = {**_hidden(page), "login": self.username, "password": PASSWORD}
        status, page, _ = self.open(f"{self.site}/accounts/login/", form)
        assert status == 302, page

    def says_yes(self, authorize_url: str) -> dict[str, str]:
        """Read the page that asks, and say yes; gives what the address has that one is sent back to."""
        status, page, _ = self.open(authorize_url)
        assert status == 200, page
        status, page, location = self.open(authorize_url, {**_hidden(page), "allow": "Allow"})
        assert status == 302, page
        return dict(parse_qsl(urlsplit(location).query))

    def open(self, url: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Open a page, or send its form; gives the status, the page, and where it sends one."""
        body = urlencode(form).encode() if form is not None else None
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        try:
            with self._browser.open(
                Request(url, body, {"Referer": url, "Origin": origin}), timeout=20
            ) as page:
                return page.status, page.read().decode(), ""
        except HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode(), answer.headers.get("Location", "")


def _hidden(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}
