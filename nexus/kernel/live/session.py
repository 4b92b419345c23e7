import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from contextvars import copy_context
from dataclasses import dataclass
from uuid import UUID

from nexus.kernel.api.errors import Conflict, InvalidToken, NexusError, NotFound, RateLimited
from nexus.kernel.api.scopes import demand
from nexus.kernel.authentication.access_tokens import LEEWAY_SECONDS
from nexus.kernel.authentication.bearer import account_of
from nexus.kernel.authentication.models import Flags
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.scopes import scope_of
from nexus.kernel.live.exceptions import NotSignedInYet
from nexus.kernel.live.hub import Client, Hub, Listening
from nexus.kernel.live.limits import MOST_TOPICS
from nexus.kernel.live.pool import Pool
from nexus.kernel.live.socket import Socket
from nexus.kernel.live.topics import Address, Topic, address_of
from nexus.kernel.live.updates import Update, missed

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who is connected, by which sign-in, and until when its token is good."""

    actor: Actor
    user_id: UUID
    family_id: UUID
    flags: Flags
    expires_at: int


def read_bearer(header: str) -> Bearer:
    """Name who comes with `Bearer <access token>`; InvalidToken where it isn't good."""
    user, claims = account_of(header)
    actor = Actor.of(user, claims.scopes).reading()
    return Bearer(actor, user.pk, claims.family_id, user.flags, claims.expires_at)


@dataclass(frozen=True, slots=True)
class Voice:
    """How a protocol tells a client of one thing that it listens to.

    write: an update. confirm: after which position updates come. refuse: that it may listen no longer.
    """

    write: Callable[[Update], str]
    confirm: Callable[[int], None]
    refuse: Callable[[NexusError], None]


class Session:
    """A client from its first word to its last: who it is, and what it listens to by which name.

    cut: closes the socket because its token is good no longer.
    """

    def __init__(self, hub: Hub, pool: Pool, socket: Socket, cut: Callable[[], None]) -> None:
        self.socket = socket
        self.bearer: Bearer | None = None
        self.on_sign_in: Callable[[], None] = lambda: None
        self._hub, self._pool = hub, pool
        # Whoever ends it from outside speaks under the request that opened it.
        self._context = copy_context()
        self._cut = lambda: self._context.run(cut)
        self._client: Client | None = None
        self._expiry: asyncio.TimerHandle | None = None
        self._ears: dict[str, Listening] = {}
        socket.on_end = self._end

    async def sign_in(self, header: str) -> Bearer:
        """Let a client in, or keep it in with a newer token; InvalidToken where that is another account's."""
        bearer = await self._pool.ask(read_bearer, header)
        if self.bearer is not None and bearer.actor != self.bearer.actor:
            raise InvalidToken("This token is another account's, or its roles have changed. Connect anew.")
        if self.socket.is_ending:
            return bearer
        self._dismiss()
        client = Client(bearer.user_id, bearer.family_id, bearer.flags, self._cut)
        self._hub.admit(client)
        if self.bearer is None:
            self.on_sign_in()
        self._client, self.bearer = client, bearer
        seconds = bearer.expires_at + LEEWAY_SECONDS - time.time()
        self._expiry = asyncio.get_running_loop().call_later(seconds, self._cut)
        return bearer

    def find(self, said: str) -> Address:
        """Read what the client wants to listen to."""
        if self.bearer is None:
            raise NotSignedInYet
        address = address_of(said, self.bearer.actor)
        demand(self.bearer.actor, scope_of(address.topic.may_listen.__module__, reads=True))
        return address

    def has(self, name: str) -> bool:
        """Tell whether it listens to something by this name."""
        return name in self._ears

    async def listen(self, name: str, address: Address, after: int | None, voice: Voice) -> None:
        """Listen to something from now on, or from a position in the past; NotFound where one may not."""
        if self.bearer is None:
            raise NotSignedInYet
        if name in self._ears:
            raise Conflict("This socket listens to it already.")
        if len(self._ears) >= MOST_TOPICS:
            raise RateLimited(f"{MOST_TOPICS} topics a socket are the most.")
        actor = self.bearer.actor
        if not await self._pool.ask(address.topic.may_listen, actor, address.id):
            raise NotFound
        ear = Listening(address, actor, self.socket, voice.write, lambda: self._refuse(name, voice))
        until = self._hub.join(ear)
        self._ears[name] = ear
        try:
            past = [] if after is None else await self._pool.ask(missed, address, after, until)
        except BaseException:
            self.unlisten(name)
            raise
        if not ear.is_over:
            voice.confirm(until if after is None else after)
            await ear.replay(past, max(after or 0, until))

    def unlisten(self, name: str) -> bool:
        """Listen to it no longer; False where it didn't."""
        ear = self._ears.pop(name, None)
        if ear is not None:
            self._hub.leave(ear)
        return ear is not None

    def _refuse(self, name: str, voice: Voice) -> None:
        if self.unlisten(name):
            self._context.run(voice.refuse, NotFound())

    def _end(self) -> None:
        for name in list(self._ears):
            self.unlisten(name)
        self._dismiss()

    def _dismiss(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
        if self._client is not None:
            self._hub.dismiss(self._client)
        self._client = self._expiry = None


async def look_again(hub: Hub, pool: Pool, topics: Iterable[Topic]) -> None:
    """Ask anew whether those who listen to things of these topics still may."""
    for topic in topics:
        for ear in hub.ears_on(topic):
            try:
                is_allowed = await pool.ask(topic.may_listen, ear.actor, ear.address.id)
            except Exception:
                logger.exception("nobody could say who may listen", extra={"topic": topic.name})
                is_allowed = False
            if not is_allowed and not ear.is_over:
                ear.refuse()
