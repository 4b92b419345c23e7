"""Stripe's API on loopback: answers in Stripe's own form, given again to whoever comes with the same key."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

INTENT: dict[str, Any] = {
    "id": "pi_1MoS6fLgUG5tbmjca6AdBPsl",
    "object": "payment_intent",
    "amount": 1000,
    "amount_capturable": 0,
    "amount_received": 1000,
    "capture_method": "automatic_async",
    "client_secret": "pi_1MoS6fLgUG5tbmjca6AdBPsl_secret_YrKJUKribcBjcG8HVhfZluoGH",
    "confirmation_method": "automatic",
    "created": 1732180000,
    "currency": "usd",
    "description": "Order N-001000001",
    "last_payment_error": None,
    "latest_charge": "ch_1MoS30LgUG5tbmjcjfsQqpHI",
    "livemode": False,
    "metadata": {},
    "next_action": None,
    "payment_method": "pm_1MoRxGLgUG5tbmjcfQwEkNkb",
    "payment_method_types": ["card"],
    "status": "succeeded",
}
REFUND: dict[str, Any] = {
    "id": "re_1MoqyHLgUG5tbmjcRKZJ1hOA",
    "object": "refund",
    "amount": 1000,
    "balance_transaction": "txn_1MoqyHLgUG5tbmjcb8aKzD7Q",
    "charge": "ch_1MoS30LgUG5tbmjcjfsQqpHI",
    "created": 1732180100,
    "currency": "usd",
    "metadata": {},
    "payment_intent": INTENT["id"],
    "reason": None,
    "status": "succeeded",
}
CHARGE: dict[str, Any] = {
    "id": "ch_1MoS30LgUG5tbmjcjfsQqpHI",
    "object": "charge",
    "amount": 1000,
    "amount_captured": 1000,
    "currency": "usd",
    "metadata": {},
    "paid": True,
    "payment_intent": INTENT["id"],
    "status": "succeeded",
}
MOVED: dict[str, Any] = {
    "id": "txn_1Moqx7LgUG5tbmjcEekVfAbn",
    "object": "balance_transaction",
    "amount": 1000,
    "created": 1732180000,
    "currency": "usd",
    "exchange_rate": None,
    "fee": 59,
    "fee_details": [{"amount": 59, "currency": "usd", "type": "stripe_fee"}],
    "net": 941,
    "reporting_category": "charge",
    "source": CHARGE,
    "status": "available",
    "type": "charge",
}


def declined_card(intent: dict[str, Any]) -> dict[str, Any]:
    """A 402, as a card's bank refuses."""
    unpaid = intent | {"status": "requires_payment_method", "amount_received": 0}
    return {
        "error": {
            "code": "card_declined",
            "decline_code": "insufficient_funds",
            "message": "Your card has insufficient funds.",
            "payment_intent": unpaid,
            "type": "card_error",
        }
    }


def invalid(message: str, code: str = "resource_missing") -> dict[str, Any]:
    """A 400, as Stripe refuses what makes no sense."""
    return {"error": {"code": code, "message": message, "type": "invalid_request_error"}}


def listed(url: str, *things: dict[str, Any], more: bool = False) -> dict[str, Any]:
    """A page of a list."""
    return {"object": "list", "url": url, "has_more": more, "data": list(things)}


class Stripes(ThreadingHTTPServer):
    """The server: what it is to answer, and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.answers: dict[str, list[tuple[int, Any]]] = defaultdict(list)
        self.asked: list[dict[str, Any]] = []
        self.given: dict[str, tuple[int, Any]] = {}
        self.lost = 0  # how many answers get lost on their way

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def will_answer(self, where: str, said: Any, status: int = 200) -> None:
        """Answer so, the next time that this is asked."""
        self.answers[where].append((status, said))

    def asked_for(self, where: str) -> list[dict[str, Any]]:
        return [asked for asked in self.asked if asked["where"] == where]


class _Asked(BaseHTTPRequestHandler):
    server: Stripes

    def _answer(self) -> None:
        split = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        where, key = f"{self.command} {split.path}", self.headers.get("Idempotency-Key")
        said = dict(parse_qsl(body or split.query))
        self.server.asked.append(
            {"where": where, "key": key, "said": said, "by": self.headers["Authorization"]}
        )
        if key and key in self.server.given:
            status, answer = self.server.given[key]
        else:
            waiting = self.server.answers[where]
            status, answer = (
                waiting.pop(0) if waiting else (500, {"error": {"message": "?", "type": "api_error"}})
            )
            if callable(answer):
                answer = answer(said)
            if key and status < 500:
                self.server.given[key] = status, answer
        if self.server.lost:
            self.server.lost -= 1
            self.connection.close()
            return
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Request-Id", "req_1")
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _answer  # noqa: N815 (http.server names them)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def stripes() -> Iterator[Stripes]:
    """Run it for a while."""
    server = Stripes()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
