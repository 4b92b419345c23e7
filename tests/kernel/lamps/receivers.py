import os
import signal

from nexus.kernel.events.bus import Heard, hears
from tests.kernel.lamps.effects import note


@hears("test.lamp.lit")
def light(heard: Heard) -> None:
    note(heard.id)


@hears("test.lamp.broken", queue="bulk")
def break_the_worker(heard: Heard) -> None:
    note(heard.id)
    os.kill(os.getpid(), signal.SIGKILL)
