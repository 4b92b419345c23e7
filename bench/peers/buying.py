"""Eight customers who buy as fast as a shop lets them, each over a connection of its own."""

import http.client
import itertools
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

CUSTOMERS = 8
SECONDS = 6
_numbers = itertools.count(1)


class Client:
    """A customer's connection; what it says with each request, and the headers of the last answer."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.headers: dict[str, str] = {}
        self.told = Message()
        self._line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """Send something, and give the answer; anything but 2xx stops the bench."""
        sent = {"Content-Type": "application/json"} | self.headers | headers
        self._line.request("POST", path, json.dumps(body), sent)
        answer = self._line.getresponse()
        said, self.told = answer.read(), answer.headers
        if answer.status // 100 != 2:
            raise SystemExit(f"{self.address}{path} answers {answer.status}: {said[:500]!r}")
        return json.loads(said)


Buy = Callable[[Client, int], None]


def orders_per_second(address: str, customers: Sequence[Buy], seconds: int = SECONDS) -> float:
    """Let all customers buy until the time is up, and give the whole orders a second."""
    begun = time.perf_counter()

    def shop(buy: Buy) -> int:
        client, done = Client(address), 0
        while time.perf_counter() - begun < seconds:
            buy(client, next(_numbers))
            done += 1
        return done

    with ThreadPoolExecutor(len(customers)) as pool:
        done = sum(pool.map(shop, customers))
    return done / (time.perf_counter() - begun)
