"""The live server's process: uvicorn, with what the command line can't say."""

import logging
import resource
import socket
from typing import Final

import uvicorn

from nexus.config.run.address import Address, door_at
from nexus.kernel.live.limits import LARGEST_MESSAGE, PING_S

BACKLOG: Final = 2_048
# A client that takes nothing off our hands for so long is gone: a polite end would wait for it for ever.
STUCK_MS: Final = 30_000
STOPPING_S: Final = 3
# What uvicorn calls an error where a socket is refused with an answer: strangers could fill the log with it.
_NO_FAULT: Final = "ASGI callable returned without completing handshake."


def serve_live(address: Address) -> None:
    """Serve sockets at an address until someone asks to stop."""
    _allow_many_files()
    logging.getLogger("uvicorn.error").addFilter(lambda said: said.msg != _NO_FAULT)
    config = uvicorn.Config(
        "nexus.config.asgi:application",
        workers=1,  # WEB_CONCURRENCY is about the web server
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        ws_per_message_deflate=False,  # a window for each socket costs more memory than small messages save
        backlog=BACKLOG,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOPPING_S,
    )
    with _door(address) as door:
        uvicorn.Server(config).run(sockets=[door])


def _door(address: Address) -> socket.socket:
    # Bound, but opened by uvicorn once the application is ready: until then nobody waits before it.
    door = door_at(address, port="--port", host="--host")
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; each connection inherits it
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK_MS)
    return door


def _allow_many_files() -> None:
    # Each socket is one; many systems allow 1,024 where nobody asks for more.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
