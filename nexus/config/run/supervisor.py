import contextlib
import time
from collections.abc import Callable

from nexus.config.embedded import EngineError, Home, revive
from nexus.config.run.children import Child, Program
from nexus.config.run.console import say

START_PATIENCE_S = 60.0
# A program that ran this long wasn't broken: it starts again at once when it dies.
STEADY_S = 60.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0


class Supervisor:
    """Keeps the programs of a site running."""

    def __init__(self, home: Home, wanted: list[Program]) -> None:
        self._home = home
        self._programs = {program.name: program for program in wanted}
        self._children: dict[str, Child] = {}
        self._due: dict[str, float] = {}
        self._pauses: dict[str, float] = {}

    def start(self) -> None:
        """Start every program, all at once."""
        self._home.draining.unlink(missing_ok=True)  # a start that was killed while it stopped left it
        for name, program in self._programs.items():
            self._children[name] = Child(self._home, program)

    def wait_until_all_answer(self) -> None:
        """Wait until every program answers; one that dies instead ends the start."""
        silent, deadline = set(self._children), time.monotonic() + START_PATIENCE_S
        while silent:
            for child in self._children.values():
                if child.ended is not None:
                    raise _failure(child, f"ended at its start ({_fate(child)})")
            silent -= {name for name in silent if self._children[name].answers()}
            if silent and time.monotonic() > deadline:
                raise _failure(self._children[min(silent)], f"doesn't answer after {START_PATIENCE_S:.0f} s")
            time.sleep(0.02)

    def watch(self) -> None:
        """Look after the engines and the programs, once."""
        if revive(say):
            say("An engine had to move: starting the programs again")
            self.stop(hurry=lambda: False)
            self.start()
        for child in list(self._children.values()):
            child.errors.show()
            if child.ended is not None:
                self._bury(child)
        for name in [name for name, due in self._due.items() if due <= time.monotonic()]:
            del self._due[name]
            self._children[name] = Child(self._home, self._programs[name])

    def stop(self, *, hurry: Callable[[], bool]) -> None:
        """Ask every program to stop, and end those that don't in time."""
        # A data folder that is gone or full keeps no program running.
        with contextlib.suppress(OSError):
            self._home.draining.touch()  # first, so that whoever sends us visitors can turn elsewhere
        for child in self._children.values():
            child.ask_to_stop()
        for child in self._children.values():
            child.wait(hurry=hurry)
        with contextlib.suppress(OSError):
            self._home.draining.unlink(missing_ok=True)
        self._children.clear()
        self._due.clear()

    def _bury(self, child: Child) -> None:
        steady = time.time() - child.started_at > STEADY_S
        pause = FIRST_PAUSE_S if steady else self._pauses.get(child.name, FIRST_PAUSE_S)
        self._pauses[child.name] = min(pause * 2, LONGEST_PAUSE_S)
        self._due[child.name] = time.monotonic() + pause
        say(f"{child.name} ended ({_fate(child)}): it starts again in {pause:.0f} s; its log is {child.log}")
        child.wait(hurry=lambda: True)
        del self._children[child.name]


def _fate(child: Child) -> str:
    status = child.ended or 0
    return f"signal {-status}" if status < 0 else f"exit code {status}"


def _failure(child: Child, what: str) -> EngineError:
    return EngineError(f"{child.name} {what}. The end of its log, {child.log}:\n{child.tail()}")
