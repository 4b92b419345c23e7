from dataclasses import dataclass

import strawberry
from django.http import HttpRequest

from nexus.kernel.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Context:
    """What a resolver knows of the request that it answers."""

    request: HttpRequest
    actor: Actor


Info = strawberry.Info[Context, None]
