import os
import signal
import time

from nexus.kernel.tasks.base import task
from tests.kernel.lamps.effects import note
from tests.torture.errands.begun import begin


@task(queue="bulk", once=True)
def take_long_once(errand: str, seconds: int) -> None:
    """Work for so long, in the transaction that notes it as done."""
    begin(errand)
    time.sleep(seconds)
    note(errand)


@task()
def end_the_process(errand: str) -> None:
    """End the process that works: its worker starts another one."""
    begin(errand)
    os.kill(os.getpid(), signal.SIGKILL)


@task(queue="urgent")
def end_the_worker(errand: str) -> None:
    """End the whole worker, as a machine that runs out of memory does."""
    begin(errand)
    os.killpg(os.getpgid(0), signal.SIGKILL)
