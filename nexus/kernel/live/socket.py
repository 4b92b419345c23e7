import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from nexus.kernel.live.codes import FAULT, LATER, NOT_TEXT, TOO_MUCH
from nexus.kernel.live.limits import MOST_WAITING, Bucket

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Hear = Callable[[str], Awaitable[None]]

# How long a client may take to read what was sent before it was closed, and why.
CLOSING_S: Final = 5.0
# How long a client that is told what it missed may read nothing.
PATIENCE_S: Final = 20.0


class Socket:
    """A client's connection: what is sent waits in a short queue, and a full one drops the client.

    Nothing here ever waits for a client but the client's own tasks.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._waiting: deque[str] = deque()
        self._news, self._room = asyncio.Event(), asyncio.Event()
        self._ends_with: tuple[int, str] | None = None
        self._writer: asyncio.Task[None] | None = None
        self._bucket = Bucket()
        self.on_end: Callable[[], None] = lambda: None

    @property
    def is_ending(self) -> bool:
        """Tell whether it is closed, or about to be."""
        return self._ends_with is not None

    def send(self, text: str) -> None:
        """Send a message soon; a client with too much unread is dropped."""
        if self.is_ending:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self.close(LATER, "TOO_SLOW")
            return
        self._waiting.append(text)
        self._news.set()

    async def send_patiently(self, text: str) -> None:
        """Send a message once the client has read most of what came before."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while len(self._waiting) >= MOST_WAITING // 2 and not self.is_ending:
                    self._room.clear()
                    await self._room.wait()
        except TimeoutError:
            self._waiting.clear()
            self.close(LATER, "TOO_SLOW")
        self.send(text)

    def close(self, code: int, reason: str) -> None:
        """Close it after what was sent; whoever doesn't read even that is cut off."""
        if self.is_ending:
            return
        self._ends_with = code, reason
        self._news.set()
        self._room.set()
        self.on_end()
        if self._writer is not None:
            asyncio.get_running_loop().call_later(CLOSING_S, self._writer.cancel)

    async def serve(self, hear: Hear, greeting: Awaitable[None]) -> None:
        """Greet the client, then read and write until one of both ends."""
        self._writer = asyncio.create_task(self._write())
        reader = asyncio.create_task(self._read(hear, greeting))
        both = {reader, self._writer}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ends_with = self._ends_with or (FAULT, "")
            self.on_end()
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _read(self, hear: Hear, greeting: Awaitable[None]) -> None:
        await self._attempt(greeting)
        while (message := await self._receive())["type"] != "websocket.disconnect":
            if self.is_ending:
                continue
            if not self._bucket.take():
                self.close(TOO_MUCH, "RATE_LIMITED")
            elif (text := message.get("text")) is None:
                self.close(NOT_TEXT, "UNSUPPORTED_MEDIA_TYPE")
            else:
                await self._attempt(hear(text))

    async def _attempt(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            logger.exception("a message came to nothing")
            self.close(FAULT, "INTERNAL_ERROR")

    async def _write(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                await self._send({"type": "websocket.send", "text": self._waiting.popleft()})
                self._room.set()
            if self._ends_with is not None:
                code, reason = self._ends_with
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
                return
