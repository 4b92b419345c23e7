"""Every topic and subscription, asked for over sockets of the live server, in this transaction."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from asgiref.sync import async_to_sync, sync_to_async

from nexus.config.schema import schema
from nexus.kernel.live.graphql.protocol import SUBPROTOCOL
from nexus.kernel.live.server import LiveServer
from nexus.kernel.live.topics import topics
from tests.torture.cases.access.judging import reaches
from tests.torture.cases.access.turned_away import Outsider
from tests.torture.cases.access.world import ABSENT, FOREIGN, OWN, Person, World

# What each topic is told of; "": one's own, which needs no id.
TOPICS: Final = {
    "application": "application",
    "conversation": "conversation",
    "import": "import",
    "imports": "",
    "notifications": "",
    "order": "sold_order",
}
# And each subscription.
SUBSCRIPTIONS: Final = {"importProgress": "import"} | {
    name: TOPICS[name] for name in ("application", "conversation", "notifications", "order")
}
STANDINGS: Final = (OWN, FOREIGN, ABSENT)
PATIENCE_S: Final = 20.0
Told = dict[tuple[str, str], str]


class _HereAndNow:
    """Asks the database in the thread that the transaction belongs to."""

    async def ask(self, question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Have it answered."""
        return await sync_to_async(question, thread_sensitive=True)(*args, **kwargs)


def socket_faults(world: World) -> Iterator[str]:
    """Say what isn't as it must be, for everybody on everything that can be listened to."""
    yield from _unnamed()
    for person in world.people.values():
        for name, known, told in (
            ("/ws/", TOPICS, told_plainly(world, person)),
            ("subscription", SUBSCRIPTIONS, told_by_graphql(world, person)),
        ):
            for (topic, standing), answer in told.items():
                kind = known[topic]
                may = bool(person.token) and (not kind or reaches(person, kind, standing, reads=True))
                said = f"{name} {topic} by {person.name} ({standing} {kind}): {answer[:200] or 'let in'}"
                if may is bool(answer):
                    yield said
                elif answer and answer != told[topic, ABSENT]:
                    yield f"{said}, told apart from what isn't there"


def closed_sockets(everybody: list[Outsider]) -> Iterator[str]:
    """Say whose socket isn't closed to them, though their token opens no door."""
    for outsider in everybody:
        for path, said in (("/ws/", "ping"), ("/graphql", "connection_init")):
            with outsider.circumstances:
                heard = async_to_sync(_talk)(path, outsider.person, [{"type": said}])
            if outsider.code not in json.dumps(heard):
                yield f"{path} by {outsider.person.name}: {heard}, not {outsider.code}"


def cells(world: World) -> int:
    """Count what is asked."""
    return len(world.people) * len(STANDINGS) * (len(TOPICS) + len(SUBSCRIPTIONS))


def told_plainly(world: World, person: Person) -> Told:
    """Listen to everything over /ws/; what was said against each, nothing where one may."""
    asked = {at: _topic(world, *at) for at in _wanted(TOPICS)}
    said = [{"type": "listen", "topic": topic} for topic in asked.values()]
    heard = async_to_sync(_talk)("/ws/", person, said)
    refused = {one.get("topic", ""): one for one in heard if one["type"] == "error"}
    if not person.token:
        return dict.fromkeys(asked, _code(heard))
    return {at: _without(refused.get(topic), topic) for at, topic in asked.items()}


def told_by_graphql(world: World, person: Person) -> Told:
    """Subscribe to everything; what was said against each, nothing where one may."""
    asked = {f"{topic} {standing}": (topic, standing) for topic, standing in _wanted(SUBSCRIPTIONS)}
    said: list[dict[str, Any]] = [{"type": "connection_init"}]
    for name, (topic, standing) in asked.items():
        kind = SUBSCRIPTIONS[topic]
        given = f'(id: "{world.id(kind, standing)}")' if kind else ""
        query = f"subscription {{ {topic}{given} {{ position }} }}"
        said.append({"type": "subscribe", "id": name, "payload": {"query": query}})
    heard = async_to_sync(_talk)("/graphql", person, [*said, {"type": "ping"}])
    refused = {one["id"]: one for one in heard if one["type"] == "error"}
    if not person.token:
        return dict.fromkeys(asked.values(), _code(heard))
    return {at: _without(refused.get(name), name) for name, at in asked.items()}


def _unnamed() -> Iterator[str]:
    kind = schema.types.subscription_type
    for known, named in ((topics(), TOPICS), (kind.fields if kind else {}, SUBSCRIPTIONS)):
        yield from (
            f"No one says what {name} is told of: say it in sockets.py." for name in {*known} ^ {*named}
        )


def _wanted(known: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (name, standing) for name, kind in known.items() for standing in (STANDINGS if kind else (ABSENT,))
    ]


def _topic(world: World, name: str, standing: str) -> str:
    return f"{name}:{world.id(TOPICS[name], standing)}" if TOPICS[name] else name


def _without(refusal: Any, name: str) -> str:
    told = {key: said for key, said in (refusal or {}).items() if key not in {"topic", "id"}}
    told.get("error", {}).pop("request_id", None)
    return json.dumps(told).replace(name, "") if told else ""


def _code(heard: list[dict[str, Any]]) -> str:
    return next((str(one.get("code") or one["error"]["code"]) for one in heard), "")


async def _talk(path: str, person: Person, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    server = LiveServer(schema)
    server._pool = _HereAndNow()  # type: ignore[assignment]
    heard: list[dict[str, Any]] = []
    waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    is_over = asyncio.Event()

    async def send(message: Any) -> None:
        if message["type"] == "websocket.send":
            heard.append(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            heard.append({"type": "close", "code": message["code"], "reason": message["reason"]})
        if heard and (heard[-1]["type"] in {"close", "pong"}):
            is_over.set()

    waiting.put_nowait({"type": "websocket.connect"})
    for message in said if said[-1]["type"] == "ping" else [*said, {"type": "ping"}]:
        waiting.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})
    headers = [(b"host", b"localhost")]
    if person.token:
        headers.append((b"authorization", f"Bearer {person.token}".encode()))
    scope = {"type": "websocket", "path": path, "headers": headers, "subprotocols": [SUBPROTOCOL]}
    serving = asyncio.create_task(server(scope, waiting.get, send))
    async with asyncio.timeout(PATIENCE_S):
        await is_over.wait()
        waiting.put_nowait({"type": "websocket.disconnect"})
        await serving
    return heard
