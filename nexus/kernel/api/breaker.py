"""Valkey where it helps but isn't needed: limits and kept pages go on without it, and lose no time."""

import logging
from collections.abc import Callable, Sequence
from threading import local
from time import monotonic
from typing import Any, TypeVar, cast

from redis import ConnectionError as Disconnected, Redis, RedisError, ResponseError
from redis.connection import AbstractConnection

from nexus.kernel.kit.valkey import valkey

logger = logging.getLogger(__name__)

T = TypeVar("T")
Words = Sequence[str | int]  # a command, as one types it

PAUSE_SECONDS = 2.0
# An order asks twice, as a reader and as a writer: with a Valkey that hangs, too, it is one within a second.
PATIENCE_SECONDS = 0.25


class Breaker:
    """Leaves a Valkey that failed alone for a moment: one request pays the time-out, the others don't."""

    def __init__(self) -> None:
        self._asks_again_at = 0.0
        self._server: Redis | None = None

    def ask(self, question: Callable[[Redis], T]) -> T | None:
        """Ask Valkey; None when it is away."""
        if monotonic() < self._asks_again_at:
            return None
        try:
            if self._server is None:
                # A connection of its own: to borrow one from the pool costs as much as the question itself.
                self._server = valkey(PATIENCE_SECONDS).client()  # type: ignore[no-untyped-call]
            return question(self._server)
        except RedisError as error:
            self._asks_again_at = monotonic() + PAUSE_SECONDS
            logger.warning("Valkey is away, asking again in %s seconds: %s", PAUSE_SECONDS, error)
            return None

    def mget(self, keys: Sequence[str]) -> list[bytes | None] | None:
        """Read several keys; None when Valkey is away."""
        answers = self.ask(lambda server: sound(commands(server, ("MGET", *keys))))
        return answers[0] if answers else None

    def reset(self) -> None:
        """Ask again at once, over a new connection."""
        self._asks_again_at, self._server = 0.0, None


class Line(Breaker, local):
    """A thread's own connection: what is asked on it is answered while something else is done."""

    def __init__(self) -> None:
        super().__init__()
        self._is_under_way = False

    def send(self, *words: str) -> bool:
        """Ask, and leave the answer to `receive`; False when Valkey is away."""
        self._is_under_way = bool(self.ask(lambda server: self._send(server, words)))
        return self._is_under_way

    def receive(self) -> Any:
        """Read the answer to what was sent last; None when Valkey is away."""
        if not self._is_under_way:
            return None
        self._is_under_way = False
        return self.ask(lambda server: sound([_answer(_connection_of(server))])[0])

    def reset(self) -> None:
        """Ask again at once, over a new connection."""
        super().reset()
        self._is_under_way = False

    def _send(self, server: Redis, words: Words) -> bool:
        connection = _connection_of(server)
        if self._is_under_way:
            _answer(connection)  # nobody came for it, and the next answer is behind it
        connection.send_packed_command([_packed(words)])  # type: ignore[no-untyped-call]
        return True


def commands(server: Redis, *asked: Words) -> list[Any]:
    """Ask what every public read asks, in one round trip; what Valkey refuses is answered by its error."""
    # The client's way around a command (retries, metrics) costs twice the command; only a lost connection
    # needs it.
    try:
        with server.single_connection_lock:
            connection = _connection_of(server)
            connection.send_packed_command([b"".join(map(_packed, asked))])  # type: ignore[no-untyped-call]
            return [_answer(connection) for _ in asked]
    except Disconnected:
        with server.pipeline(transaction=False) as pipeline:
            for words in asked:
                pipeline.execute_command(*words)  # type: ignore[no-untyped-call]
            return pipeline.execute(raise_on_error=False)


def sound(answers: list[Any]) -> list[Any]:
    """Give answers where none is an error; else raise the first that is."""
    for answer in answers:
        if isinstance(answer, ResponseError):
            raise answer
    return answers


def _connection_of(server: Redis) -> AbstractConnection:
    return cast("AbstractConnection", server.connection)


def _answer(connection: AbstractConnection) -> Any:
    try:
        return connection.read_response()
    except ResponseError as refused:  # of this one alone: the answers to the others come behind it
        return refused


def _packed(words: Words) -> bytes:
    # As RESP has it, in a fifth of the client's time.
    written = [str(word).encode() for word in words]
    return b"".join([b"*%d\r\n" % len(written), *(b"$%d\r\n%b\r\n" % (len(each), each) for each in written)])


breaker = Breaker()
line = Line()
