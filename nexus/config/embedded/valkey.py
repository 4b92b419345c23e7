import contextlib
import re
import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM

from nexus.config.embedded import logs
from nexus.config.embedded.binaries import valkey_server
from nexus.config.embedded.errors import EngineError
from nexus.config.embedded.home import Home
from nexus.config.embedded.processes import alive, end, spawn, workers_in, works_in

PATIENCE_S = 60.0
ATTEMPTS = 5
# Every path is relative to its folder, so that no path needs quoting.
# What may be lost has a time to live: kept pages, buckets of the rate limits. When memory is full those make
# room; the generations of pages and the task queue have none, and are never thrown out.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
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
        self.folder.mkdir(mode=0o700, exist_ok=True)
        logs.make_room(self.log)
        for attempt in range(ATTEMPTS):
            offset = logs.size(self.log)
            self._configure(another_port=attempt > 0)
            pid = spawn([str(valkey_server()), "valkey.conf"], folder=self.folder, log=self.log)
            if self._answers(pid):
                return
            said = logs.since(self.log, offset)
            end(pid, (SIGKILL, 5))
            if "Address already in use" not in said:
                break
        raise EngineError(f"Valkey didn't start: {logs.reason(said)}. Its log is {self.log}.")

    def stop(self) -> None:
        """Stop it; what it had accepted stays on disk."""
        for pid in list(workers_in(self.folder, "valkey-server")):
            end(pid, (SIGTERM, 10), (SIGKILL, 5))

    def url(self, database: int = 0) -> str:
        """Where it answers."""
        return f"redis://:{self._setting('requirepass')}@127.0.0.1:{self._setting('port')}/{database}"

    def _setting(self, name: str) -> str:
        with contextlib.suppress(FileNotFoundError):
            found = re.search(rf"^{name} (\S+)$", (self.folder / "valkey.conf").read_text(), re.MULTILINE)
            return found[1] if found else ""
        return ""

    def _configure(self, *, another_port: bool) -> None:
        # The last port is taken again where it is free: those who know it stay right.
        port = "" if another_port else self._setting("port")
        text = CONFIGURATION.format(
            port=port or _free_port(),
            password=self._setting("requirepass") or secrets.token_urlsafe(24),
            appendonly="yes" if self.durable else "no",
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
        asked = f"AUTH {self._setting('requirepass')}\r\nPING\r\n".encode()
        address = ("127.0.0.1", int(self._setting("port")))
        with contextlib.suppress(OSError), socket.create_connection(address, timeout=2) as line:
            line.sendall(asked)
            said = b""
            while said.count(b"\r\n") < 2 and (part := line.recv(256)):  # noqa: PLR2004 - an answer each
                said += part
            return said == b"+OK\r\n+PONG\r\n"
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port: int = trial.getsockname()[1]
        return port
