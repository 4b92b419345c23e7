import contextlib
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from typing import NamedTuple
from urllib.parse import quote

from nexus.config.embedded import logs
from nexus.config.embedded.accounts import Account, account_for, let_read, let_through
from nexus.config.embedded.binaries import postgres_install
from nexus.config.embedded.cluster import DATABASE, create_cluster
from nexus.config.embedded.errors import EngineError, StillRecoveringError
from nexus.config.embedded.folders import secure_socket_folder, socket_folder
from nexus.config.embedded.home import Home
from nexus.config.embedded.processes import alive, end, spawn, workers_in, works_in

PORT = 5432  # the socket's name only: no network port is opened
SILENCE_S, PATIENCE_S = 2.0, 60.0
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "jit": "off",
    "random_page_cost": "1.1",
    "checkpoint_timeout": "15min",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # After a crash all its files have to be on disk before it reads them: in one go, not two thousand times.
    **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),
}
# For data that nobody will miss: a test's.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "5min",
    "max_connections": "400",  # tests run beside each other, some with many threads
}


class Postmaster(NamedTuple):
    """What a running PostgreSQL says of itself in its folder."""

    pid: int
    socket_folder: str
    status: str


@dataclass(frozen=True)
class Postgres:
    """The PostgreSQL of a data folder, whoever started it."""

    home: Home
    announce: Callable[[str], None]
    durable: bool = True

    @property
    def folder(self) -> Path:
        """Where it keeps its data."""
        return self.home.path / "postgres"

    @property
    def log(self) -> Path:
        """Where it writes what it has to say."""
        return self.home.logs / "postgres.log"

    def running(self) -> bool:
        """Tell whether it runs."""
        return self._postmaster() is not None

    def start(self) -> None:
        """Join it where it runs, start it where it doesn't, and wait until it answers."""
        running = self._postmaster()
        # One that was found may be on its way out: then it ends while we wait.
        if running and self._answers(running.pid):
            return
        offset = logs.size(self.log)
        if not self._answers(self._launch()):
            why = logs.reason(logs.since(self.log, offset))
            raise EngineError(f"PostgreSQL didn't start: {why}. Its log is {self.log}.")

    def stop(self) -> None:
        """Stop it, whatever still uses it."""
        last = self._last_postmaster()
        if last and works_in(last.pid, self.folder):
            end(last.pid, (SIGINT, 30), (SIGQUIT, 5), (SIGKILL, 5))
        self._end_leftovers()
        if last and last.socket_folder and last.socket_folder != str(self.folder):
            with contextlib.suppress(OSError):
                Path(last.socket_folder).rmdir()

    def url(self) -> str:
        """Where it answers, as libpq and django-environ read it."""
        return f"postgresql://postgres@:{PORT}/{DATABASE}?host={quote(self.sockets)}"

    @property
    def sockets(self) -> str:
        """The folder of its socket."""
        # Whoever started it may have another temporary folder than we.
        last = self._last_postmaster()
        return last.socket_folder if last and last.socket_folder else str(socket_folder(self.folder))

    def _last_postmaster(self) -> Postmaster | None:
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        # The file is written line by line while it starts.
        pid, sockets, status = ([*lines, *[""] * 8][line].strip() for line in (0, 4, 7))
        return Postmaster(int(pid), sockets, status) if pid else None

    def _postmaster(self) -> Postmaster | None:
        last = self._last_postmaster()
        return last if last and works_in(last.pid, self.folder) else None

    def _launch(self) -> int:
        account, install = account_for(self.folder), postgres_install()
        sockets = socket_folder(self.folder)
        if account:
            for target in (self.folder, sockets, install / "bin" / "postgres"):
                let_through(account, target, self.announce)
            let_read(account, install)
        self._prepare(install, account)
        secure_socket_folder(sockets, account)
        command = [str(install / "bin" / "postgres"), "-D", str(self.folder), *self._settings(sockets)]
        return spawn(command, folder=self.folder, log=self.log, account=account)

    def _prepare(self, install: Path, account: Account | None) -> None:
        logs.make_room(self.log)
        if (self.folder / "PG_VERSION").exists():
            self._end_leftovers()
            self.announce("Starting PostgreSQL")
        else:
            self.announce("Making the database folder and starting PostgreSQL")
            create_cluster(self.folder, install, account, durable=self.durable)

    def _settings(self, sockets: Path) -> Iterator[str]:
        quoted = str(sockets).replace('"', '""')
        asked = SETTINGS | ({} if self.durable else FORGETFUL)
        asked |= {"port": str(PORT), "unix_socket_directories": f'"{quoted}"'}
        for name, value in asked.items():
            yield from ("-c", f"{name}={value}")

    def _end_leftovers(self) -> None:
        # Backends whose postmaster was killed may still write.
        for pid in list(workers_in(self.folder, "postgres")):
            end(pid, (SIGKILL, 5))
        # Its stale files may name a stranger's process by now, or one that is dead but not yet buried:
        # PostgreSQL would take either for a running server.
        if last := self._last_postmaster():
            for name in (f".s.PGSQL.{PORT}.lock", f".s.PGSQL.{PORT}"):
                (Path(last.socket_folder or self.folder) / name).unlink(missing_ok=True)
            (self.folder / "postmaster.pid").unlink()

    def _answers(self, pid: int) -> bool:
        began, told = time.monotonic(), False
        while alive(pid):
            if self._is_ready(pid):
                return True
            waited = time.monotonic() - began
            if waited > PATIENCE_S:
                raise StillRecoveringError(
                    f"PostgreSQL still recovers after {PATIENCE_S:.0f} s: try again later. Log: {self.log}."
                )
            if waited > SILENCE_S and not told:
                told = True
                self.announce("Waiting for PostgreSQL: after an unclean stop it recovers first")
            time.sleep(0.01)
        return False

    def _is_ready(self, pid: int) -> bool:
        last = self._last_postmaster()
        if last is None or last.pid != pid or last.status != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
            line.connect(f"{last.socket_folder}/.s.PGSQL.{PORT}")
            return True
        return False
