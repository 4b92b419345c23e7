from dataclasses import dataclass

import strawberry
from django.http import HttpRequest

from nexus.kernel.api.errors import MalformedRequest
from nexus.kernel.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Context:
    """What a resolver knows of the request that it answers."""

    request: HttpRequest
    actor: Actor


Info = strawberry.Info[Context, None]


def keep_no_secret(info: Info) -> None:
    """Go on only without an Idempotency-Key: what is answered under one is kept for a day, as it was said."""
    if info.context.request.headers.get("Idempotency-Key"):
        raise MalformedRequest("A secret is shown once and kept nowhere: leave out the Idempotency-Key.")
