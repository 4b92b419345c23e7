"""The base of every task. The broker carries work; that it is done once, or given up with a word, is ours."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final, cast

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from celery.exceptions import Reject
from django.db import InterfaceError, OperationalError, transaction
from redis import RedisError

from nexus.kernel.kit.request_id import begin_request, current_request_id
from nexus.kernel.kit.valkey import valkey
from nexus.kernel.tasks.models import DoneTask
from nexus.kernel.tasks.queues import DEFAULT, DELIVERIES, named

logger = logging.getLogger(__name__)

_DAY_S: Final = 86_400
_REQUEST_ID: Final = "nexus_request_id"


class NexusTask(DjangoTask):  # type: ignore[type-arg]  # it is no generic at run time
    """A task: late to acknowledge, tried again where an engine was away, never handed out for ever.

    waits_in: its queue. once: its work and the note that it was done are one transaction, so that a message
    which comes twice has one effect.
    """

    abstract = True
    waits_in = DEFAULT
    once = False
    # What comes by the thousand says in its own way what it did.
    is_quiet = False
    acks_late = True
    # A worker process that was killed: the message comes back, as often as a failure would.
    reject_on_worker_lost = True
    retry_on_worker_lost = True
    default_retry_delay = 10
    # An engine was away. Any other failure is a mistake of ours, which a second attempt only repeats.
    autoretry_for = (OperationalError, InterfaceError, ConnectionError, TimeoutError)
    max_retries = 5
    retry_backoff = 2
    retry_backoff_max = 300
    retry_jitter = True

    def apply_async(self, *args: Any, headers: dict[str, Any] | None = None, **options: Any) -> Any:
        """Send the task off, in the name of the request that it follows from."""
        named = {_REQUEST_ID: current_request_id(), **(headers or {})}
        return super().apply_async(*args, headers=named, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the work, under the id of the request that it follows from."""
        begin_request(self.request.get(_REQUEST_ID) or None)
        self._refuse_endless_delivery()
        begun = time.monotonic()
        result = self._once(*args, **kwargs) if self.once else super().__call__(*args, **kwargs)
        taken_ms = round((time.monotonic() - begun) * 1_000)
        level = logging.DEBUG if self.is_quiet else logging.INFO
        logger.log(level, "task done", extra={"task": self.name, "task_id": self.request.id, "ms": taken_ms})
        return result

    def on_failure(self, exc: Exception, task_id: str, *_: Any) -> None:
        """Say what went wrong, where it is seen."""
        logger.error("task failed", exc_info=exc, extra={"task": self.name, "task_id": task_id})

    def on_retry(self, exc: Exception, task_id: str, *_: Any) -> None:
        """Say what was away."""
        logger.warning("task waits", extra={"task": self.name, "task_id": task_id, "why": repr(exc)})

    def _once(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            if DoneTask.objects.claim(f"{self.name} {self.request.id}"):
                return super().__call__(*args, **kwargs)
        return None

    def _refuse_endless_delivery(self) -> None:
        # One that ends its process is sent again, one that ends its worker comes back by itself; where both
        # meet, each copy has its own count of retries. What is counted here is the task, by its id.
        bound = max(DELIVERIES, self.max_retries or 0)
        if self._is_back() and self._times_back() > bound:
            logger.error("task given up", extra={"task": self.name, "task_id": self.request.id})
            raise Reject(f"handed out more than {bound} times", requeue=False)

    def _is_back(self) -> bool:
        return bool(self.request.retries or (self.request.delivery_info or {}).get("redelivered"))

    def _times_back(self) -> int:
        key = f"nexus:task:{self.request.id}:back"
        try:
            with valkey().pipeline() as counting:
                counting.incr(key)
                counting.expire(key, _DAY_S)
                times: int = counting.execute()[0]
        except RedisError:
            return 0  # RabbitMQ counts for itself; and with Valkey as the broker, nothing came back
        return times


def task(
    *, queue: str = DEFAULT, once: bool = False, **options: Any
) -> Callable[[Callable[..., Any]], NexusTask]:
    """Declare a task: for beat and for receivers. From a request, publish a fact and hear it."""

    def declare(function: Callable[..., Any]) -> NexusTask:
        more: dict[str, Any] = {"base": NexusTask, "waits_in": queue, "once": once, **options}
        return cast(NexusTask, shared_task(**more)(function))

    return declare


def route(_: str, *__: Any, task: Any = None, **___: Any) -> dict[str, str]:
    """Say which queue a task waits in, for Celery's `task_routes`."""
    return {"queue": named(getattr(task, "waits_in", DEFAULT))}
