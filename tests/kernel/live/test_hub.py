"""What one client can't be told, all others are."""

import asyncio
from types import SimpleNamespace

from django.utils import timezone

from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.live.codes import FAULT
from nexus.kernel.live.hub import Hub, Listening
from nexus.kernel.live.topics import Address, topics
from nexus.kernel.live.updates import Update


def test_an_update_that_cannot_be_written_for_one_reaches_the_others():
    told, closed = [], []

    async def tell():
        hub = Hub()
        address = Address(topics()["imports"], "7", "imports")
        for write in (lambda _: 1 / 0, lambda update: update.event):
            socket = SimpleNamespace(send=told.append, close=lambda *why: closed.append(why))
            ear = Listening(address, SYSTEM, socket, write, lambda: None)
            await ear.replay([], hub.join(ear))
        await hub.fan_out([Update(address.key, n, f"e{n}", timezone.now(), {}) for n in (1, 2)])

    asyncio.run(tell())

    assert told == ["e1", "e2"]
    assert closed[0] == (FAULT, "INTERNAL_ERROR")
