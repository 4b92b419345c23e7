"""What programs have in common that stand until they are asked to leave: relay, sender, worker."""

import os
import signal
from pathlib import Path
from threading import Event as Flag

from nexus.config.run.children import READY_NOTE


def asked_to_stop() -> Flag:
    """Give a flag that is set as soon as somebody asks this process to stop."""
    stop = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def note_ready() -> None:
    """Note that this process does its work by now, where whoever started it looks for that."""
    if note := os.environ.get(READY_NOTE):
        Path(note).write_text(str(os.getpid()))
