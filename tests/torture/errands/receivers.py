import os
import signal
import time

from nexus.kernel.events.bus import Heard, hears
from tests.kernel.lamps.effects import note
from tests.torture.errands.begun import begin


@hears("torture.errand.long", queue="bulk")
def take_long(heard: Heard) -> None:
    """Work for as long as was asked for."""
    begin(heard.subject)
    time.sleep(heard.payload["seconds"])
    note(heard.subject)


@hears("torture.errand.deadly")
def die(heard: Heard) -> None:
    """End the process that works."""
    begin(heard.subject)
    note(heard.subject)
    os.kill(os.getpid(), signal.SIGKILL)
