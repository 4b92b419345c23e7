import os
import signal
import time

from django.db import OperationalError

from nexus.kernel.kit.request_id import current_request_id
from nexus.kernel.tasks.base import task
from tests.kernel.lamps.effects import note, noted


@task(queue="urgent")
def say(what: str) -> None:
    note(what)


@task(once=True)
def say_once(what: str) -> None:
    note(what)


@task(queue="bulk")
def say_request() -> None:
    note(current_request_id())


@task(retry_backoff=1, retry_jitter=False)
def stumble(what: str) -> None:
    if not noted()[f"{what} stumbled"]:
        note(f"{what} stumbled")
        raise OperationalError("the database was away")
    note(what)


@task()
def fail(what: str) -> None:
    note(what)
    raise ZeroDivisionError


@task(default_retry_delay=0, max_retries=2)
def die(what: str) -> None:
    note(what)
    os.kill(os.getpid(), signal.SIGKILL)


@task()
def linger(what: str) -> None:
    note(f"{what} begun")
    time.sleep(3)
    note(what)


@task(soft_time_limit=1, time_limit=2)
def never_end(what: str) -> None:
    note(what)
    while True:
        try:
            time.sleep(60)
        except Exception:  # noqa: BLE001 - it won't listen
            continue
