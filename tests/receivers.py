"""Receivers of webhooks on loopback: well ones, and those that the world is full of."""

from __future__ import annotations

import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HUGE = 10 * 1024 * 1024


@dataclass(frozen=True)
class Received:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Receivers:
    """A server whose paths behave: /ok, /500-then-200, /hang, /drip, /410, /302, /huge, or what is set."""

    port: int = 0
    received: dict[str, list[Received]] = field(default_factory=lambda: defaultdict(list))
    behaviours: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    ended: threading.Event = field(default_factory=threading.Event)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str, scheme: str = "http") -> str:
        return f"{scheme}://{self.place}/{path}"

    def note(self, handler: BaseHTTPRequestHandler) -> Received:
        length = int(handler.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        came = Received(handler.path.strip("/"), headers, handler.rfile.read(length), time.monotonic())
        with self._lock:
            self.received[came.path].append(came)
        return came

    def is_first(self, came: Received) -> bool:
        key = (came.path, came.headers.get("webhook-id", ""))
        with self._lock:
            if key in self._seen:
                return False
            self._seen.add(key)
            return True

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        came = self.note(handler)
        kind = came.path.partition("/")[0]
        if kind in self.behaviours:
            self.behaviours[kind](handler)
        elif kind == "500-then-200":
            _say(handler, 500 if self.is_first(came) else 200, b"again, please")
        elif kind == "hang":
            self.ended.wait(60)
        elif kind in {"drip", "drip-body"}:
            self._drip(handler, whole_head=kind == "drip-body")
        elif kind == "302":
            _say(handler, 302, b"", Location=self.url("canary"))
        elif kind == "huge":
            _say(handler, 200, b"x" * HUGE)
        else:
            _say(handler, int(kind) if kind.isdecimal() else 200, b"ok")

    def _drip(self, handler: BaseHTTPRequestHandler, *, whole_head: bool) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"
        handler.wfile.write(head + b"\r\n" if whole_head else b"HTTP/1.1 200 OK\r\n")
        while not self.ended.wait(0.1):
            handler.wfile.write(b"x" if whole_head else b"X-Drip: drop\r\n")


def _say(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


class _Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True
    address_family = socket.AF_INET


@contextmanager
def receivers(wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Receivers]:
    """Run receivers on a port of their own; wrap: puts TLS around the listening socket."""
    told = Receivers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(OSError):
                told.answer(self)

        do_GET = do_POST  # noqa: N815 (as http.server calls it)

        def log_message(self, *_: object) -> None:
            pass

    with _Server(("127.0.0.1", 0), Handler) as server:
        if wrap:
            server.socket = wrap(server.socket)
        server.handle_error = lambda *_: None  # a handshake that came to nothing
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield told
        finally:
            told.ended.set()
            server.shutdown()
            thread.join()
