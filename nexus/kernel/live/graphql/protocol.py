"""graphql-transport-ws, as its specification has it; subscriptions only."""

from typing import Annotated, Any, Final

import msgspec
from graphql import GraphQLError

from nexus.kernel.api.answers import to_json
from nexus.kernel.api.errors import InvalidToken, NotAuthenticated
from nexus.kernel.api.graphql.asked import Asked
from nexus.kernel.api.graphql.failures import Told, tell, tell_all
from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.api.translate import as_error
from nexus.kernel.live.codes import (
    FORBIDDEN,
    MALFORMED,
    SILENT,
    TOO_MUCH,
    TWICE,
    UNAUTHORIZED,
    closing_code,
)
from nexus.kernel.live.graphql.subscribing import Subscription
from nexus.kernel.live.hub import Hub
from nexus.kernel.live.pool import Pool
from nexus.kernel.live.session import Bearer, Session, Voice
from nexus.kernel.live.socket import Socket

SUBPROTOCOL: Final = "graphql-transport-ws"

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Payload = dict[str, Any] | None


class ConnectionInit(msgspec.Struct, tag="connection_init"):
    """Who the client is."""

    payload: Payload = None


class Ping(msgspec.Struct, tag="ping"):
    """Whether the server is there; with a newer token, who the client still is."""

    payload: Payload = None


class Pong(msgspec.Struct, tag="pong"):
    """That the client is there."""

    payload: Payload = None


class Subscribe(msgspec.Struct, tag="subscribe"):
    """What the client wants to hear of."""

    id: Id
    payload: Asked


class Complete(msgspec.Struct, tag="complete"):
    """What the client wants to hear no more of."""

    id: Id


_read = msgspec.json.Decoder(ConnectionInit | Ping | Pong | Subscribe | Complete).decode


class GraphqlProtocol:
    """A client of /graphql on the live server."""

    subprotocol: str | None = SUBPROTOCOL

    def __init__(self, hub: Hub, pool: Pool, socket: Socket, schema: NexusSchema) -> None:
        self._socket, self._pool, self._schema = socket, pool, schema
        self._header: str | None = None
        self.session = Session(hub, pool, socket, lambda: socket.close(FORBIDDEN, InvalidToken.code))

    async def greet(self, header: str | None) -> None:
        """Keep the Authorization header that a client came with for its connection_init."""
        self._header = header

    def give_up(self) -> None:
        """Close the socket of a client that doesn't say who it is."""
        self._socket.close(SILENT, "Connection initialisation timeout")

    async def hear(self, text: str) -> None:
        """Do what a client says, or tell it why not; a pong says nothing new."""
        try:
            message = _read(text)
        except (msgspec.DecodeError, RecursionError) as why:
            self._socket.close(MALFORMED, f"{why}"[:100])
            return
        match message:
            case ConnectionInit(payload):
                await self._begin(payload)
            case Ping(payload):
                await self._renew(payload)
                self._say(type="pong")
            case Subscribe(id_, asked):
                await self._subscribe(id_, asked)
            case Complete(id_):
                self.session.unlisten(id_)

    async def _begin(self, payload: Payload) -> None:
        if self.session.bearer is not None:
            self._socket.close(TOO_MUCH, "Too many initialisation requests")
            return
        header = _authorization(payload) or self._header
        if header is None:
            self._socket.close(FORBIDDEN, NotAuthenticated.code)
        elif bearer := await self._sign_in(header):
            about = {"user_id": bearer.user_id, "expires_at": bearer.expires_at}
            self._say(type="connection_ack", payload=about)

    async def _renew(self, payload: Payload) -> None:
        header = _authorization(payload)
        if header is not None and self.session.bearer is not None:
            await self._sign_in(header)

    async def _sign_in(self, header: str) -> Bearer | None:
        try:
            return await self.session.sign_in(header)
        except Exception as exc:
            error = as_error(exc)
            if error is None:
                raise
            self._socket.close(closing_code(error, FORBIDDEN), error.code)
            return None

    async def _subscribe(self, id_: str, asked: Asked) -> None:
        bearer = self.session.bearer
        if bearer is None:
            self._socket.close(UNAUTHORIZED, "Unauthorized")
            return
        if self.session.has(id_):
            self._socket.close(TWICE, f"Subscriber for {id_} already exists"[:100])
            return
        start = f'{{"id":{to_json(id_).decode()},"type":"next","payload":'
        try:
            wanted = await self._pool.ask(Subscription.of, self._schema, asked, bearer.actor)
            voice = Voice(
                write=lambda update: f"{start}{wanted.answer(update)}}}",
                confirm=lambda _: None,  # this protocol has no word for it
                refuse=lambda why: self._refuse(id_, tell(why)[1]),
            )
            address = self.session.find(wanted.source.topic)
            await self.session.listen(id_, address, wanted.source.after, voice)
        except GraphQLError as fault:
            self._refuse(id_, tell_all([fault]))
        except Exception as exc:  # noqa: BLE001 (this is where every failure becomes an answer)
            self._refuse(id_, tell(exc)[1])

    def _refuse(self, id_: str, errors: list[Told]) -> None:
        self._say(id=id_, type="error", payload=errors)

    def _say(self, **message: Any) -> None:
        self._socket.send(to_json(message).decode())


def _authorization(payload: Payload) -> str | None:
    named = {str(name).lower(): said for name, said in (payload or {}).items()}
    said = named.get("authorization")
    return said if isinstance(said, str) else None
