import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nexus.config.embedded import Home, logs
from nexus.config.embedded.home import CHECKOUT
from nexus.config.run.console import ErrorTail
from nexus.config.run.records import drop_record, write_record

TAIL_LINES = 25
# Names the file in which a program that can't be asked notes its process id once it is ready.
READY_NOTE = "NEXUS_READY_NOTE"


@dataclass(frozen=True)
class Program:
    """One of the programs that make up a running site."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    # Tells whether the process of that id does its work by now.
    answers: Callable[[int], bool]
    # How long it may take to finish what it is doing when it is asked to stop.
    grace_s: float


class Child:
    """A program while it runs."""

    def __init__(self, home: Home, program: Program) -> None:
        self.name = program.name
        self.log = home.logs / f"{program.name}.log"
        self.started_at = time.time()
        self._home = home
        self._program = program
        logs.make_room(self.log)
        self._offset = logs.size(self.log)
        self.errors = ErrorTail(program.name, self.log)
        self._process = self._spawn()
        write_record(home, program.name, self._process.pid)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - our own programs, no shell
                self._program.command,
                cwd=CHECKOUT,
                env={**os.environ, **self._program.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A session of its own: Ctrl-C reaches us alone, and a kill reaches all that it has started.
                start_new_session=True,
            )

    @property
    def ended(self) -> int | None:
        """Its exit status, once it has one."""
        return self._process.poll()

    def answers(self) -> bool:
        """Tell whether it does its work by now."""
        return self._program.answers(self._process.pid)

    def tail(self) -> str:
        """Give the end of what it has logged."""
        return "\n".join(logs.since(self.log, self._offset).splitlines()[-TAIL_LINES:])

    def ask_to_stop(self) -> None:
        """Ask it to finish what it is doing and leave."""
        if self.ended is None:
            self._process.terminate()

    def wait(self, *, hurry: Callable[[], bool]) -> None:
        """Wait until it has left, but not longer than it may take, then end it and all that it started."""
        deadline = time.monotonic() + self._program.grace_s
        while self.ended is None and time.monotonic() < deadline and not hurry():
            time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        drop_record(self._home, self.name)
