"""The web server's door with one defence taken out: what a case has to notice."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")
application = get_wsgi_application()


def _without_keys() -> None:
    from nexus.kernel.api import idempotency

    idempotency.claim_of = lambda *_: None


def _without_careful_stock() -> None:
    from nexus.commerce.inventory.models import Hold, StockItem
    from nexus.commerce.inventory.models.holds import HoldQuerySet
    from nexus.commerce.inventory.models.statements import Granted, Line

    def take(
        _: HoldQuerySet, order_id: UUID, quantities: Mapping[UUID, int], until: datetime | None, __: Line
    ) -> list[Granted]:
        """Read, think, write: as it is done where nobody thinks of rivals."""
        items = {item.variant_id: item for item in StockItem.objects.filter(variant_id__in=quantities)}
        granted = [
            Granted(key, asked, items[key].on_hand - items[key].reserved, asked, None)
            for key, asked in quantities.items()
        ]
        if all(row.available >= row.asked for row in granted):
            for key, asked in sorted(quantities.items()):
                item = items[key]
                item.reserved += asked
                item.save()
                Hold.objects.create(reference=order_id, stock_item=item, quantity=asked, expires_at=until)
        return granted

    HoldQuerySet.take = take


def _without_charge_keys() -> None:
    from nexus.commerce.payments.providers.sandbox.provider import SandboxProvider

    charge = SandboxProvider.charge
    SandboxProvider.charge = lambda self, asked: charge(self, replace(asked, key=uuid4()))


def _without_locks() -> None:
    from django.db.models import QuerySet

    from nexus.commerce.payments.models.payments import PaymentQuerySet
    from nexus.commerce.payments.models.refunds import RefundLineQuerySet
    from nexus.commerce.promotions.models import Coupon
    from nexus.commerce.promotions.models.coupons import CouponQuerySet

    QuerySet.select_for_update = lambda self, *_, **__: self.all()

    def take_one_use(_: CouponQuerySet, coupon_id: UUID, __: datetime) -> bool:
        coupon: Any = Coupon.objects.get(pk=coupon_id)
        if coupon.uses >= (coupon.most_uses or 1):
            return False
        Coupon.objects.filter(pk=coupon_id).update(uses=coupon.uses + 1)
        return True

    CouponQuerySet.take_one_use = take_one_use
    # What was read as left before is taken for left still.
    RefundLineQuerySet.count_as_refunded = lambda *_: True
    PaymentQuerySet.take_back = lambda *_: True


def _without_webhook_checks() -> None:
    from nexus.commerce.payments.providers.sandbox import provider

    provider.verify = lambda _, __, headers: headers.get("webhook-id", "")


def _without_outbox() -> None:
    from nexus.config.celery import app
    from nexus.kernel.events import bus
    from nexus.kernel.events.sending import send

    app.set_default()
    # The request itself hands what happened to the broker.
    bus.wake_relay = lambda: send([0], again=False, queue="default")


def _without_signatures() -> None:
    from nexus.kernel.authentication import access_tokens

    def verify(token: str) -> access_tokens.Claims:
        """Read what a token says, as those do who trust its own words on how to check it."""
        read = access_tokens.jwt.decode(token, options={"verify_signature": False})
        return access_tokens._claims(read, access_tokens.signing_key().id)

    access_tokens._verify = verify


def _without_refresh_locks() -> None:
    from nexus.kernel.authentication.actions import tokens
    from nexus.kernel.authentication.models.families import RefreshTokenQuerySet

    RefreshTokenQuerySet.claim = lambda self, digest: (
        self.select_related("family").filter(digest=digest).first()
    )
    tokens._end_stolen = lambda _: None


_WEAKNESSES: dict[str, Callable[[], None]] = {
    "idempotency": _without_keys,
    "stock": _without_careful_stock,
    "charge-keys": _without_charge_keys,
    "limits": _without_locks,
    "webhook-checks": _without_webhook_checks,
    "tokens": _without_signatures,
    "refresh": _without_refresh_locks,
    "outbox": _without_outbox,
}
_WEAKNESSES[os.environ["WITHOUT"]]()
