"""A client of the live server, as a program of somebody else's would be."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from tests.config.processes import eventually
from tests.config.site import free_port
from tests.kernel.working import Program

PATIENCE_S = 20.0
GRAPHQL = "graphql-transport-ws"


class Server:
    """The live server as a process of its own, which can be killed and started again."""

    def __init__(self, broker: str) -> None:
        self.port = free_port()
        self.program = Program(broker, "manage.py", "live", "--port", str(self.port))
        self.wait()

    def wait(self) -> None:
        assert eventually(self.is_up, 60), self.program.said()

    def is_up(self) -> bool:
        try:
            with connect(f"ws://127.0.0.1:{self.port}/ws/"):
                return True
        except (OSError, InvalidHandshake):  # not yet, or about to fail, which its log tells
            return False

    def again(self) -> None:
        """Kill it without a word, and start it anew."""
        self.program.again()
        self.wait()


class Client:
    def __init__(self, line: ClientConnection) -> None:
        self.line = line

    def say(self, **message: Any) -> None:
        self.line.send(json.dumps(message))

    def hear(self, timeout: float = PATIENCE_S) -> dict[str, Any]:
        return json.loads(self.line.recv(timeout=timeout))

    def ask(self, **message: Any) -> dict[str, Any]:
        self.say(**message)
        return self.hear()

    def rest(self) -> tuple[list[dict[str, Any]], int]:
        """What it still hears until it is closed, and with which code."""
        heard = []
        while True:
            try:
                heard.append(self.hear())
            except ConnectionClosed as end:
                return heard, end.rcvd.code if end.rcvd else 0


@contextmanager
def connected(server: Server, path: str = "/ws/", **how: Any) -> Iterator[Client]:
    with connect(f"ws://127.0.0.1:{server.port}{path}", **how) as line:
        yield Client(line)


@contextmanager
def signed_in(server: Server, user: User, token: str | None = None) -> Iterator[Client]:
    header = {"Authorization": f"Bearer {token or token_of(user)}"}
    with connected(server, additional_headers=header) as client:
        assert client.hear()["type"] == "ready"
        yield client


@contextmanager
def subscribing(server: Server, user: User) -> Iterator[Client]:
    with connected(server, "/graphql", subprotocols=[GRAPHQL]) as client:
        ack = client.ask(type="connection_init", payload={"Authorization": f"Bearer {token_of(user)}"})
        assert ack["type"] == "connection_ack"
        yield client


def token_of(user: User) -> str:
    return issue_tokens(user).access
