"""Brokers of the case's own, which can be killed, frozen, and brought back with nothing in them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import psutil
from kombu import Connection

from nexus.config.addresses import as_broker
from nexus.config.embedded import open_home
from nexus.config.embedded.valkey import Valkey
from tests.torture.webs import free_port

NODE = """\
listeners.tcp.local = 127.0.0.1:{port}
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 50MB
"""
STARTS_IN_S = 120
KINDS = ("valkey", "rabbitmq")


class Broker(Protocol):
    """A broker that a case started, and so may kill."""

    url: str

    def start(self) -> None:
        """Start it, and come back once it takes messages."""

    def kill(self) -> None:
        """End it as a power cut would."""

    def wipe(self) -> None:
        """Throw away what it has written down."""

    def signal(self, number: signal.Signals) -> None:
        """Stop it in its tracks (SIGSTOP), or let it go on (SIGCONT)."""


class ValkeyBroker:
    """A Valkey that keeps nothing on disk: killed, it has forgotten everything."""

    def __init__(self, folder: Path) -> None:
        self._server = Valkey(open_home(folder), lambda _: None, durable=False)
        self.cache_url = self._server.url()
        self.url = as_broker(self.cache_url)

    def start(self) -> None:
        self._server.start()

    def kill(self) -> None:
        pid = self._pid()
        os.kill(pid, signal.SIGKILL)
        with suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(10)

    def wipe(self) -> None:
        """Nothing is written down."""

    def signal(self, number: signal.Signals) -> None:
        os.kill(self._pid(), number)

    def _pid(self) -> int:
        return int((self._server.folder / "valkey.pid").read_text())


class RabbitBroker:
    """A RabbitMQ node beside the machine's own: its name, ports, data and port mapper are the case's."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._process = folder, None
        port, mapper, between = free_port(), free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{port}//"
        (folder / "node.conf").write_text(NODE.format(port=port))
        self._environment = os.environ | {
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(mapper),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_CONFIG_FILE": str(folder / "node"),
            "RABBITMQ_NODENAME": f"torture-{port}@localhost",
            "RABBITMQ_DIST_PORT": str(between),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }
        # The mapper must outlive the node, which would otherwise start one that nobody ends.
        mapping = [_program("epmd"), "-address", "127.0.0.1", "-port", str(mapper)]
        self._mapper = subprocess.Popen(mapping, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self) -> None:
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [_program("rabbitmq-server")], env=self._environment, cwd=self._folder,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + STARTS_IN_S
        while not _takes_messages(self.url):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError((self._folder / "output").read_text()[-2_000:])
            time.sleep(0.2)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self._process.wait()

    def wipe(self) -> None:
        shutil.rmtree(self._folder / "data", ignore_errors=True)

    def signal(self, number: signal.Signals) -> None:
        os.killpg(self._process.pid, number)

    def end(self) -> None:
        """End its port mapper too."""
        self._mapper.kill()
        self._mapper.wait()


@contextmanager
def broker(kind: str) -> Iterator[Broker]:
    """Run a broker of this kind, on loopback."""
    with tempfile.TemporaryDirectory(prefix="nexus-broker-", ignore_cleanup_errors=True) as folder:
        made = ValkeyBroker(Path(folder)) if kind == "valkey" else RabbitBroker(Path(folder))
        try:
            made.start()
            yield made
        finally:
            with suppress(ProcessLookupError):
                made.kill()
            if isinstance(made, RabbitBroker):
                made.end()


def _program(name: str) -> str:
    # Debian's own door to the server lets only its service in.
    found = shutil.which(name, path="/usr/lib/rabbitmq/bin") or shutil.which(name)
    if not found:
        raise FileNotFoundError(f"There is no {name} on this machine: this case needs RabbitMQ's programs.")
    return found


def _takes_messages(url: str) -> bool:
    try:
        with Connection(url, connect_timeout=2) as line:
            line.connect()
            line.default_channel.queue_declare("ready", durable=False, auto_delete=True)
    except (OSError, *Connection(url).connection_errors):
        return False
    return True
