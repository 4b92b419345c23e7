from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nexus.kernel.kit.scopes import Scopes


@dataclass(frozen=True, slots=True)
class Domain:
    """A side of the business that a site may switch on: what it installs, routes and answers in GraphQL.

    apps: dotted names for INSTALLED_APPS. urls: the module of its paths under /api/.
    schema: the module with its GraphQL `Query`, `Mutation` and `Subscription`.
    scopes: what keys and other programs may be given here, and which of it covers each room.
    schedule: what is to be done again and again, by name, in the form of Celery beat:
    `{"expire-holds": {"task": "nexus.commerce.checkout.tasks.expire_holds", "schedule": 30}}`. The schedule
    is in seconds, or crontab's arguments: `{"minute": 0, "hour": 7}`.
    """

    name: str
    apps: tuple[str, ...]
    urls: str
    schema: str
    scopes: Scopes
    schedule: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
