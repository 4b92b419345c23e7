"""What the one who starts Nexus reads."""

import contextlib
import re
import sys
import time
from pathlib import Path

from nexus.config.embedded import logs

_began = time.monotonic()

LOUD = re.compile(
    r"\b(ERROR|CRITICAL|FATAL|Traceback)\b|\"level\": ?\"(error|critical)\"|\[(error|critical) *\]"
)
QUIET = re.compile(
    r"\b(DEBUG|INFO|WARNING)\b|\"level\": ?\"(debug|info|warning)\"|\[(debug|info|warning) *\]"
)


def say(text: str) -> None:
    """Print a line of progress with the seconds since the start."""
    # The terminal may have been closed meanwhile: that is a reason to stop, not to fail.
    with contextlib.suppress(OSError):
        print(f"{time.monotonic() - _began:6.1f} s  {text}", file=sys.stderr, flush=True)  # noqa: T201


class ErrorTail:
    """Shows on the console what a process logs as an error, and what belongs to it."""

    def __init__(self, name: str, log: Path) -> None:
        self._name = name
        self._log = log
        self._read = logs.size(log)
        self._loud = False

    def show(self) -> None:
        """Print the errors that were logged since the last time."""
        lines, self._read = logs.whole_lines(self._log, self._read)
        for line in lines:
            # A line without a level of its own goes with the one before it, as a traceback does.
            if LOUD.search(line):
                self._loud = True
            elif QUIET.search(line):
                self._loud = False
            if self._loud:
                say(f"{self._name} | {line}")
