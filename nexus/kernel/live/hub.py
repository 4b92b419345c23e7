"""Who listens to what, and who is connected: one hub a process, on its event loop."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Final
from uuid import UUID

from django.conf import settings

from nexus.kernel.api.errors import RateLimited
from nexus.kernel.authentication.models import Flags
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.measuring import Figure
from nexus.kernel.live.codes import FAULT, LATER
from nexus.kernel.live.limits import MOST_WAITING
from nexus.kernel.live.socket import Socket
from nexus.kernel.live.topics import Address, Topic
from nexus.kernel.live.updates import Update

logger = logging.getLogger(__name__)

MOST_HELD: Final = 4 * MOST_WAITING
TURN: Final = MOST_WAITING // 8


class Listening:
    """One client's ear on one thing: what comes while it is told what it missed is held back until then.

    refuse: tells the client that it may listen no longer.
    """

    def __init__(
        self, address: Address, actor: Actor, socket: Socket, write: Callable[[Update], str],
        refuse: Callable[[], None],
    ) -> None:  # fmt: skip
        self.address, self.actor, self.refuse = address, actor, refuse
        self.is_over = False
        self._socket, self._write = socket, write
        self._seen = 0
        self._held: list[Update] | None = []

    async def replay(self, updates: Iterable[Update], until: int) -> None:
        """Tell what was missed, as fast as the client reads; then what came meanwhile, then what comes."""
        for update in updates:
            if self.is_over:
                return
            await self._socket.send_patiently(self._write(update))
        held, self._held = self._held or [], None
        self._seen = until
        for update in held:
            self.take(update)

    def take(self, update: Update) -> None:
        """Tell an update, or hold it back for a moment."""
        if self._held is None:
            if update.position > self._seen:
                self._seen = update.position
                self._tell(update)
        elif len(self._held) < MOST_HELD:
            self._held.append(update)
        else:
            self._socket.close(LATER, "TOO_SLOW")

    def _tell(self, update: Update) -> None:
        try:
            self._socket.send(self._write(update))
        except Exception:  # of this client alone: all others hear on
            logger.exception("an update couldn't be written", extra={"topic": self.address.topic.name})
            self._socket.close(FAULT, "INTERNAL_ERROR")


class Client:
    """What the hub knows of a connected client."""

    def __init__(self, user_id: UUID, family_id: UUID, flags: Flags, cut: Callable[[], None]) -> None:
        self.user_id, self.family_id, self.flags, self.cut = user_id, family_id, flags, cut


class Hub:
    """Passes updates on. Only the loop changes it; the tail's thread looks at it under the lock."""

    def __init__(self) -> None:
        self.lock = Lock()
        # Up to where the log was looked through for those who listen.
        self.position = 0
        self._listening: dict[str, set[Listening]] = defaultdict(set)
        self._clients: dict[UUID, set[Client]] = defaultdict(set)
        self._per_user: Counter[UUID] = Counter()

    def has(self, key: str) -> bool:
        """Tell whether anyone listens to this."""
        return key in self._listening

    def figures(self) -> Iterator[Figure]:
        """Tell how many are connected, and to how much they listen."""
        yield Figure("nexus_live_sockets", "Sockets that are signed in.", self._per_user.total())
        yield Figure("nexus_live_accounts", "Accounts that they belong to.", len(self._per_user))
        yield Figure("nexus_live_topics", "Things that somebody listens to.", len(self._listening))
        about = "Up to where the log was looked through; beside nexus_events_total it tells the lag."
        yield Figure("nexus_live_position_total", about, self.position, only_grows=True)

    def families(self) -> list[UUID]:
        """List the sign-ins that connected clients came with."""
        with self.lock:
            return list(self._clients)

    def admit(self, client: Client) -> None:
        """Take a client in; RateLimited where its account has too many connected."""
        if self._per_user[client.user_id] >= settings.LIVE_SOCKETS_PER_USER:
            raise RateLimited("Your account has too many sockets open. Close some.")
        if self._per_user.total() >= settings.LIVE_SOCKETS:
            raise RateLimited("This server has as many sockets as it takes. Try again in a moment.")
        self._per_user[client.user_id] += 1
        with self.lock:
            self._clients[client.family_id].add(client)

    def dismiss(self, client: Client) -> None:
        """Forget a client."""
        with self.lock:
            here = self._clients.get(client.family_id, set())
            if client not in here:
                return
            here.remove(client)
            if not here:
                del self._clients[client.family_id]
        self._per_user[client.user_id] -= 1
        if not self._per_user[client.user_id]:
            del self._per_user[client.user_id]

    def join(self, listening: Listening) -> int:
        """Let a client hear whatever follows the position that is given back."""
        with self.lock:
            self._listening[listening.address.key].add(listening)
            return self.position

    def leave(self, listening: Listening) -> None:
        """Let a client hear no more of this."""
        listening.is_over = True
        with self.lock:
            here = self._listening.get(listening.address.key, set())
            here.discard(listening)
            if not here:
                self._listening.pop(listening.address.key, None)

    async def fan_out(self, updates: Iterable[Update]) -> None:
        """Tell everyone who listens; now and then those who write to clients have their turn."""
        for number, update in enumerate(updates, start=1):
            for listening in list(self._listening.get(update.key, ())):
                listening.take(update)
            if number % TURN == 0:
                await asyncio.sleep(0)

    def hold_to(self, asked: Iterable[UUID], standing: Mapping[UUID, Flags]) -> None:
        """Cut those off whose sign-in has ended, or whose account isn't what it was."""
        for family_id in asked:
            flags = standing.get(family_id)
            for client in list(self._clients.get(family_id, ())):
                if client.flags != flags:
                    client.cut()

    def ears_on(self, topic: Topic) -> list[Listening]:
        """List who listens to things of a topic."""
        return [ear for ears in self._listening.values() for ear in ears if ear.address.topic is topic]
