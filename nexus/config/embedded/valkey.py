import contextlib
import json
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM
from urllib.parse import quote

from nexus.config.embedded import logs
from nexus.config.embedded.binaries import valkey_server
from nexus.config.embedded.errors import EngineError
from nexus.config.embedded.folders import private_folder, secure_socket_folder, socket_folder
from nexus.config.embedded.home import Home
from nexus.config.embedded.processes import alive, end, spawn, workers_in, works_in

PATIENCE_S = 60.0
SOCKET = "valkey.sock"
# A socket in a folder that is ours alone: no network port, no password, and half of a round trip's time.
# What may be lost has a time to live: kept pages, buckets of the rate limits. When memory is full those make
# room; the generations of pages and the task queue have none, and are never thrown out.
CONFIGURATION = """\
port 0
unixsocket {socket}
unixsocketperm 700
dir .
pidfile valkey.pid
databases 64
save ""
appendonly {appendonly}
appendfsync everysec
maxmemory 256mb
maxmemory-policy volatile-lru
"""


@dataclass(frozen=True)
class Valkey:
    """The Valkey of a data folder, whoever started it."""

    home: Home
    announce: Callable[[str], None]
    durable: bool = True

    @property
    def folder(self) -> Path:
        """Where it keeps its data."""
        return self.home.path / "valkey"

    @property
    def log(self) -> Path:
        """Where it writes what it has to say."""
        return self.home.logs / "valkey.log"

    def running(self) -> bool:
        """Tell whether it runs."""
        return self._pid() is not None

    def start(self) -> None:
        """Join it where it runs, start it where it doesn't, and wait until it answers."""
        if (pid := self._pid()) and self._answers(pid):
            return
        self.announce("Starting Valkey")
        self.stop()
        self._configure()
        logs.make_room(self.log)
        offset = logs.size(self.log)
        pid = spawn([str(valkey_server()), "valkey.conf"], folder=self.folder, log=self.log)
        if not self._answers(pid):
            end(pid, (SIGKILL, 5))
            why = logs.reason(logs.since(self.log, offset))
            raise EngineError(f"Valkey didn't start: {why}. Its log is {self.log}.")

    def stop(self) -> None:
        """Stop it; what it had accepted stays on disk."""
        for pid in list(workers_in(self.folder, "valkey-server")):
            end(pid, (SIGTERM, 10), (SIGKILL, 5))
        self.socket.unlink(missing_ok=True)  # one that was killed leaves it behind
        if self.socket.parent != self.folder:
            with contextlib.suppress(OSError):
                self.socket.parent.rmdir()

    def url(self, database: int = 0) -> str:
        """Where it answers."""
        return f"unix://{quote(str(self.socket))}?db={database}"

    @property
    def socket(self) -> Path:
        """Its socket."""
        # Whoever started it may have another temporary folder than we.
        with contextlib.suppress(FileNotFoundError):
            told = re.search(r"^unixsocket (.+)$", (self.folder / "valkey.conf").read_text(), re.MULTILINE)
            if told:
                return Path(json.loads(told[1]))
        return socket_folder(self.folder) / SOCKET

    def _configure(self) -> None:
        if not self.folder.exists():
            private_folder(self.folder)
        place = socket_folder(self.folder)
        if place != self.folder:
            secure_socket_folder(place)
        text = CONFIGURATION.format(
            socket=json.dumps(str(place / SOCKET)), appendonly="yes" if self.durable else "no"
        )
        draft = self.folder / "valkey.conf.new"
        draft.touch(mode=0o600)
        draft.write_text(text)
        draft.replace(self.folder / "valkey.conf")

    def _pid(self) -> int | None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            pid = int((self.folder / "valkey.pid").read_text())
            return pid if works_in(pid, self.folder) else None
        return None

    def _answers(self, pid: int) -> bool:
        began = time.monotonic()
        while alive(pid) and time.monotonic() - began < PATIENCE_S:
            if self._pings():
                return True
            time.sleep(0.01)
        return False

    def _pings(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(self.socket))
            line.sendall(b"PING\r\n")
            return line.recv(256) == b"+PONG\r\n"
        return False
