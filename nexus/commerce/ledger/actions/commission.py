from decimal import Decimal

from django.db import transaction

from nexus.commerce.ledger.events import CommissionRateChanged
from nexus.commerce.ledger.models import CommissionRate
from nexus.kernel.access import require
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


@transaction.atomic
def set_commission_rate(actor: Actor, category_id: int, rate: Decimal | None) -> CommissionRate | None:
    """Say what the site keeps of sales in a category and below it, from now on; None takes the rate away."""
    require(actor, "ledger.change_commission_rate")
    own = None
    if rate is None:
        CommissionRate.objects.filter(category=category_id).delete()
    else:
        own, _ = CommissionRate.objects.update_or_create(category_id=category_id, defaults={"rate": rate})
    publish(CommissionRateChanged(category_id), actor=actor)
    return own
