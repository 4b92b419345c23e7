import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequest:
    """Remembers that someone asked to stop: Ctrl-C, a signal, a closed terminal."""

    def __init__(self) -> None:
        self._times = 0
        self._interruptible = False

    @property
    def made(self) -> bool:
        """Tell whether anyone asked."""
        return self._times > 0

    @property
    def repeated(self) -> bool:
        """Tell whether they asked again, out of patience."""
        return self._times > 1

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen for requests, for the length of a block."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._hear) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a request break off a block that has nothing to tidy up; elsewhere it waits to be looked at."""
        self._interruptible = True
        try:
            if self.made:
                raise KeyboardInterrupt
            yield
        finally:
            self._interruptible = False

    def _hear(self, _: int, __: FrameType | None) -> None:
        self._times += 1
        if self._interruptible:
            self._interruptible = False
            raise KeyboardInterrupt
