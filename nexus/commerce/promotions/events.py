"""What is announced of coupons."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class CouponCreated(Fact):
    """A seller, or the site, gives out a coupon."""

    name: ClassVar[str] = "commerce.coupon.created"
    subject: ClassVar[str] = "coupon_id"
    coupon_id: UUID


@dataclass(frozen=True)
class CouponChanged(Fact):
    """A coupon's terms were changed; orders keep the discount that they were placed with."""

    name: ClassVar[str] = "commerce.coupon.changed"
    subject: ClassVar[str] = "coupon_id"
    coupon_id: UUID


@dataclass(frozen=True)
class CouponDeactivated(Fact):
    """A coupon was taken out of use."""

    name: ClassVar[str] = "commerce.coupon.deactivated"
    subject: ClassVar[str] = "coupon_id"
    coupon_id: UUID
