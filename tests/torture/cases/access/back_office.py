"""What the back office, commands and some fields of what others may change are: administrators'."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from nexus.commerce.catalog.actions import update_product
from nexus.commerce.ledger.actions import set_commission_rate
from nexus.commerce.payments.actions import reconcile
from nexus.commerce.stores.actions import change_store
from nexus.kernel.accounts.actions import update_account
from nexus.kernel.api.errors import NotAuthenticated, NotFound, PermissionDenied
from nexus.kernel.events.actions.replaying import replay, resend
from nexus.kernel.events.models import Delivery, Event
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.actions import close_report
from nexus.kernel.messaging.models import ReportStatus
from nexus.kernel.webhooks.actions.resending import replay_everywhere
from tests.torture.cases.access.doors import undone
from tests.torture.cases.access.world import OWN, World

Deed = Callable[[Actor, World], object]

DEEDS: dict[str, Deed] = {
    "change one's standing": lambda actor, world: update_account(
        actor, actor.id or world.id("user", OWN), {"is_premium": True}
    ),
    "close a report": lambda actor, _: close_report(actor, uuid4(), ReportStatus.DISMISSED),
    "compare with a provider's statement": lambda actor, _: reconcile(actor, "sandbox", _ago(1), _ago(0)),
    "feature a product": lambda actor, world: update_product(
        actor, world.id("product", OWN), {"is_featured": True}
    ),
    "have everything told to webhooks again": lambda actor, _: replay_everywhere(actor, since=_ago(1)),
    "have facts heard again": lambda actor, _: replay(actor, Event.objects.none()),
    "have receivers tried again": lambda actor, _: resend(actor, Delivery.objects.none()),
    "say what the site keeps of a category": lambda actor, world: set_commission_rate(
        actor, world.id("category", OWN), Decimal(5)
    ),
    "say what the site keeps of a store": lambda actor, world: change_store(
        actor, world.id("store", OWN), {"commission_rate": Decimal(5)}
    ),
}


def deed_faults(world: World) -> Iterator[str]:
    """Say who may do what only administrators may, and whether they may."""
    for name, deed in DEEDS.items():
        for person in world.people.values():
            with undone():
                is_let = _is_let(deed, person.actor, world)
                transaction.set_rollback(True)
            if is_let is not ("admin" in person.roles):
                yield f"{person.name} {'may' if is_let else 'may not'} {name}"


def deeds(world: World) -> int:
    """Count what is tried."""
    return len(DEEDS) * len(world.people)


def _is_let(deed: Deed, actor: Actor, world: World) -> bool:
    try:
        deed(actor, world)
    except (NotAuthenticated, PermissionDenied):
        return False
    except NotFound:  # of a thing that isn't theirs to see
        return actor.is_admin
    except Exception:  # noqa: BLE001 (it was let in, and something else is wrong)
        return True
    return True


def _ago(hours: int) -> datetime:
    return timezone.now() - timedelta(hours=hours)
