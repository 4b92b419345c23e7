"""The live server as an ASGI application: its start and end, health, and a door for each kind of socket."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings

from nexus.kernel.api.answers import error_body, error_headers, to_json
from nexus.kernel.api.errors import NexusError, NotAuthenticated, NotFound, PermissionDenied, RateLimited
from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.api.limits import client_address
from nexus.kernel.api.metrics import CONTENT_TYPE, exposition, require_reader
from nexus.kernel.kit.request_id import begin_request
from nexus.kernel.live.graphql.protocol import SUBPROTOCOL, GraphqlProtocol
from nexus.kernel.live.hub import Hub
from nexus.kernel.live.limits import SIGN_IN_S, STRANGERS
from nexus.kernel.live.origins import is_welcome
from nexus.kernel.live.plain import PlainProtocol
from nexus.kernel.live.pool import Pool
from nexus.kernel.live.session import look_again
from nexus.kernel.live.socket import Receive, Send, Socket
from nexus.kernel.live.tail import Tail
from nexus.kernel.live.topics import Topic, topics

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Protocol = PlainProtocol | GraphqlProtocol

START_S: Final = 30.0


class LiveServer:
    """Tells those who listen what happens."""

    def __init__(self, schema: NexusSchema) -> None:
        self._schema = schema
        self._hub, self._pool = Hub(), Pool()
        self._tail: Tail | None = None
        self._strangers: Counter[str] = Counter()
        self._doubts: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await self._open(scope, receive, send)
            case _:
                await self._answer(scope, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._tail = Tail(self._hub, asyncio.get_running_loop(), self._doubt)
        topics()
        self._tail.start()
        if not await asyncio.to_thread(self._tail.begun.wait, START_S):
            await send({"type": "lifespan.startup.failed", "message": "The database doesn't answer."})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(self._tail.stop)
        await asyncio.to_thread(self._pool.close)
        await send({"type": "lifespan.shutdown.complete"})

    def _doubt(self, doubted: set[Topic]) -> None:
        task = asyncio.ensure_future(look_again(self._hub, self._pool, doubted))
        self._doubts.add(task)
        task.add_done_callback(self._doubts.discard)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        begin_request(headers.get("x-request-id"))
        socket = Socket(receive, send)
        protocol = self._protocol(scope, socket)
        stranger = client_address(_environ(scope, headers))
        if protocol is None:
            await _refuse(send, NotFound())
        elif not is_welcome(headers.get("host", ""), headers.get("origin")):
            await _refuse(send, PermissionDenied("Sockets aren't opened for pages of this origin."))
        elif self._strangers[stranger] >= STRANGERS:
            await _refuse(send, RateLimited("Too many sockets of this address wait to be signed in."))
        else:
            await receive()
            await send({"type": "websocket.accept", "subprotocol": protocol.subprotocol})
            await self._serve(protocol, socket, headers.get("authorization"), stranger)

    def _protocol(self, scope: Scope, socket: Socket) -> Protocol | None:
        path = scope["path"].rstrip("/")
        if path == "/ws":
            return PlainProtocol(self._hub, self._pool, socket)
        if path == "/graphql" and SUBPROTOCOL in scope["subprotocols"]:
            return GraphqlProtocol(self._hub, self._pool, socket, self._schema)
        return None

    async def _serve(
        self, protocol: Protocol, socket: Socket, authorization: str | None, stranger: str
    ) -> None:
        self._strangers[stranger] += 1
        protocol.session.on_sign_in = lambda: self._strangers.subtract([stranger])
        timer = asyncio.get_running_loop().call_later(SIGN_IN_S, _give_up, protocol)
        try:
            await socket.serve(protocol.hear, protocol.greet(authorization))
        finally:
            timer.cancel()
            if protocol.session.bearer is None:
                self._strangers[stranger] -= 1
            if not self._strangers[stranger]:
                del self._strangers[stranger]

    async def _answer(self, scope: Scope, send: Send) -> None:
        probe = scope["path"].rstrip("/")
        if probe == "/health/live":
            await _respond(send, HTTPStatus.OK, {"status": "ok"})
        elif probe == "/health/metrics":
            await self._tell_figures(scope, send)
        elif probe == "/health/ready":
            follows = self._tail is not None and self._tail.follows
            is_ready = follows and not settings.DRAINING_FILE.exists()
            status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
            await _respond(send, status, {"status": "ok" if is_ready else "unready"})
        else:
            begin_request(_headers(scope).get("x-request-id"))
            error = NotFound("Only sockets are opened here: /ws/ and /graphql.")
            await _respond(send, error.status, error_body(error))

    async def _tell_figures(self, scope: Scope, send: Send) -> None:
        try:
            require_reader(_environ(scope, _headers(scope)))
        except (NotAuthenticated, PermissionDenied) as error:
            await _respond(send, error.status, error_body(error), **error_headers(error))
            return
        # Beside the loop: what it is written with is loaded at the first time, which takes a moment.
        text = await asyncio.to_thread(exposition, list(self._hub.figures()))
        await _send(send, HTTPStatus.OK, text, {"content-type": CONTENT_TYPE, "cache-control": "no-store"})


def _give_up(protocol: Protocol) -> None:
    if protocol.session.bearer is None:
        protocol.give_up()


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): said.decode("latin-1") for name, said in scope["headers"]}


def _environ(scope: Scope, headers: dict[str, str]) -> dict[str, str]:
    sent = {f"HTTP_{name.upper().replace('-', '_')}": said for name, said in headers.items()}
    return {**sent, "REMOTE_ADDR": (scope.get("client") or ("",))[0]}


async def _refuse(send: Send, error: NexusError) -> None:
    await _respond(
        send, error.status, error_body(error), kind="websocket.http.response", **error_headers(error)
    )


async def _respond(send: Send, status: int, body: Any, kind: str = "http.response", **more: str) -> None:
    headers = {"content-type": "application/json", "cache-control": "no-store", **more}
    await _send(send, status, to_json(body), headers, kind)


async def _send(
    send: Send, status: int, body: bytes, headers: Mapping[str, str], kind: str = "http.response"
) -> None:
    told = [(name.lower().encode(), said.encode()) for name, said in headers.items()]
    await send({"type": f"{kind}.start", "status": int(status), "headers": told})
    await send({"type": f"{kind}.body", "body": body})
