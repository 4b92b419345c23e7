"""A web process that pays, and is killed at a step: run by test_crashes.py with the suite's database.

Arguments: before_charge, after_charge, after_settling or never; the access token; the order; the key.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from rest_framework.test import APIClient  # noqa: E402 (the settings have to stand before)

from nexus.commerce.payments.actions import paying  # noqa: E402
from nexus.commerce.payments.providers.sandbox import SandboxProvider  # noqa: E402


def killed_around(call: Callable[..., Any], *, done: bool) -> Callable[..., Any]:
    """Wrap a call in a process that ends there, by nothing that anybody could catch."""

    def dies(*args: Any, **kwargs: Any) -> Any:
        if done:
            call(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


def main(where: str, token: str, order: str, key: str) -> None:
    if where.endswith("charge"):
        SandboxProvider.charge = killed_around(SandboxProvider.charge, done=where == "after_charge")
    elif where == "after_settling":
        paying.settle = killed_around(paying.settle, done=True)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_IDEMPOTENCY_KEY=key)
    body = {"provider": "sandbox", "token": "tok_success"}
    answer = client.post(f"/api/orders/{order}/payments/", body)
    sys.stdout.buffer.write(f"{answer.status_code} ".encode() + answer.content)


if __name__ == "__main__":
    main(*sys.argv[1:])
