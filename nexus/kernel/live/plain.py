"""The protocol of /ws/: JSON messages with a type, described in docs/guides/live.md."""

from typing import Annotated, Any

import msgspec

from nexus.kernel.api.answers import error_body, to_json
from nexus.kernel.api.errors import InvalidToken, MalformedRequest, NexusError
from nexus.kernel.api.translate import as_error
from nexus.kernel.live.codes import MALFORMED, SILENT, UNAUTHORIZED, closing_code
from nexus.kernel.live.exceptions import NotSignedInYet
from nexus.kernel.live.hub import Hub
from nexus.kernel.live.pool import Pool
from nexus.kernel.live.session import Session, Voice
from nexus.kernel.live.socket import Socket
from nexus.kernel.live.topics import LONGEST_NAME
from nexus.kernel.live.updates import LAST_POSITION

Position = Annotated[int, msgspec.Meta(ge=0, le=LAST_POSITION)]
Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]


class Auth(msgspec.Struct, tag="auth", forbid_unknown_fields=True):
    """Who the client is, first or anew."""

    token: str


class Listen(msgspec.Struct, tag="listen", forbid_unknown_fields=True):
    """What the client wants to hear of, and after which position."""

    topic: Name
    after: Position | None = None


class Unlisten(msgspec.Struct, tag="unlisten", forbid_unknown_fields=True):
    """What the client wants to hear no more of."""

    topic: Name


class Ping(msgspec.Struct, tag="ping", forbid_unknown_fields=True):
    """Whether the server is there."""


_read = msgspec.json.Decoder(Auth | Listen | Unlisten | Ping).decode


class PlainProtocol:
    """A client of /ws/."""

    subprotocol: str | None = None

    def __init__(self, hub: Hub, pool: Pool, socket: Socket) -> None:
        self._socket = socket
        self.session = Session(hub, pool, socket, lambda: self._close(UNAUTHORIZED, InvalidToken()))

    async def greet(self, header: str | None) -> None:
        """Let a client in that came with an Authorization header; others say it in their first message."""
        if header is not None:
            await self._sign_in(header)

    def give_up(self) -> None:
        """Close the socket of a client that doesn't say who it is."""
        self._close(SILENT, NotSignedInYet())

    async def hear(self, text: str) -> None:
        """Do what a client says, or tell it why not."""
        try:
            message = _read(text)
        except (msgspec.DecodeError, RecursionError) as why:
            self._close(MALFORMED, MalformedRequest(f"{why}."))
            return
        match message:
            case Auth(token):
                await self._sign_in(f"Bearer {token}")
            case Listen():
                await self._listen(message)
            case Unlisten(topic):
                self.session.unlisten(topic)
                self._say("unlistened", topic=topic)
            case Ping():
                self._say("pong")

    async def _sign_in(self, header: str) -> None:
        try:
            bearer = await self.session.sign_in(header)
        except Exception as exc:
            error = as_error(exc)
            if error is None:
                raise
            self._close(closing_code(error, UNAUTHORIZED), error)
        else:
            self._say("ready", user_id=bearer.user_id, expires_at=bearer.expires_at)

    async def _listen(self, asked: Listen) -> None:
        said = asked.topic
        start = f'{{"type":"update","topic":{to_json(said).decode()},'
        voice = Voice(
            write=lambda update: start + update.tail,
            confirm=lambda position: self._say("listening", topic=said, position=position),
            refuse=lambda why: self._tell(why, topic=said),
        )
        try:
            await self.session.listen(said, self.session.find(said), asked.after, voice)
        except Exception as exc:
            error = as_error(exc)
            if error is None:
                raise
            self._tell(error, topic=said)

    def _close(self, code: int, why: NexusError) -> None:
        self._tell(why)
        self._socket.close(code, why.code)

    def _tell(self, why: NexusError, **about: Any) -> None:
        self._say("error", **about, error=error_body(why)["error"])

    def _say(self, kind: str, **what: Any) -> None:
        self._socket.send(to_json({"type": kind, **what}).decode())
