"""Clients of the live server, as light as can be: a process of them, which tells how long updates took."""

import asyncio
import base64
import json
import os
import resource
import time
from collections.abc import Sequence
from typing import Any

TEXT, CLOSE, LONG = 1, 8, 126
AT_ONCE = 25


class Listener(asyncio.Protocol):
    """One socket: it signs in, listens to a topic and notes when each update came."""

    def __init__(self, token: str, topic: str, took: list[float]) -> None:
        self.listens, self.is_closed = asyncio.Event(), asyncio.Event()
        self._token, self._topic, self._took = token, topic, took
        self._read = b""
        self._is_open = False
        self._line: Any = None

    def connection_made(self, line: Any) -> None:
        """Shake hands."""
        self._line = line
        line.write(
            b"GET /ws/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            + base64.b64encode(os.urandom(16))
            + f"\r\nAuthorization: Bearer {self._token}\r\n\r\n".encode()
        )

    def connection_lost(self, _: Exception | None) -> None:
        """Note that it is over."""
        self.is_closed.set()

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        now = time.time()
        self._read += data
        if not self._is_open:
            head, end, rest = self._read.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                raise ConnectionRefusedError(head + rest)
            self._is_open, self._read = True, rest
            self._say({"type": "listen", "topic": self._topic})
        while frame := self._frame():
            self._hear(*frame, now)

    def _frame(self) -> tuple[int, bytes] | None:
        # A server's frames aren't masked; none of ours is longer than 65,535 bytes.
        if len(self._read) < 4:
            return None
        kind, length, begin = self._read[0] & 15, self._read[1] & 127, 2
        if length == LONG:
            length, begin = int.from_bytes(self._read[2:4]), 4
        if len(self._read) < begin + length:
            return None
        payload = self._read[begin : begin + length]
        self._read = self._read[begin + length :]
        return kind, payload

    def _hear(self, kind: int, payload: bytes, now: float) -> None:
        if kind == CLOSE:
            self.is_closed.set()
        elif kind == TEXT:
            message = json.loads(payload)
            if message["type"] == "update":
                self._took.append(now - message["data"]["done"] / 1e6)
            elif message["type"] == "listening":
                self.listens.set()
            elif message["type"] == "error":
                self.is_closed.set()

    def _say(self, message: dict[str, str]) -> None:
        payload = json.dumps(message).encode()
        self._line.write(bytes([0x81, 0x80 | LONG]) + len(payload).to_bytes(2) + bytes(4) + payload)


def listen(port: int, tokens: Sequence[str], topic: str, pipe: Any) -> None:
    """Open a socket for each token, then do what the pipe says: take the times, or wait for an end."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_listen(port, tokens, topic, pipe))


async def _listen(port: int, tokens: Sequence[str], topic: str, pipe: Any) -> None:
    loop, took = asyncio.get_running_loop(), list[float]()
    listeners: list[Listener] = []
    for at in range(0, len(tokens), AT_ONCE):
        some = [Listener(token, topic, took) for token in tokens[at : at + AT_ONCE]]
        for one in some:
            await loop.create_connection(lambda one=one: one, "127.0.0.1", port)  # type: ignore[misc]
        await asyncio.gather(*(one.listens.wait() for one in some))
        listeners += some
    pipe.send("listening")
    while (asked := await asyncio.to_thread(pipe.recv)) != "end":
        if asked == "times":
            pipe.send(took[:])
            took.clear()
        else:  # so many of the last ones are about to be closed
            await asyncio.gather(*(one.is_closed.wait() for one in listeners[-asked:]))
            pipe.send(time.time())
