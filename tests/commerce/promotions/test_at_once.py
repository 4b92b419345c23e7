"""A coupon's limits hold when many redeem it at once, and these tests would notice if they didn't."""

from collections import Counter
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F

from nexus.commerce.promotions.actions import give_back, redeem
from nexus.commerce.promotions.exceptions import CouponNotUsable
from nexus.commerce.promotions.models import Coupon, CouponUse
from tests.factories.accounts import UserFactory
from tests.factories.promotions import CouponFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 64


def attempt(use) -> str:
    try:
        with transaction.atomic():
            use()
    except CouponNotUsable as refusal:
        return refusal.message
    return "used"


def redeemed(coupon, user, use=redeem) -> Counter[str]:
    deeds = [
        partial(attempt, partial(use, coupon.pk, user_id=user.pk, order_id=uuid4())) for _ in range(MANY)
    ]
    return Counter(all_at_once(deeds))


def uses(coupon) -> tuple[int, int]:
    coupon.refresh_from_db()
    return coupon.uses, CouponUse.objects.filter(coupon=coupon).count()


def test_a_limit_of_ten_is_ten_uses():
    coupon = CouponFactory(most_uses=10)

    assert redeemed(coupon, UserFactory()) == {"used": 10, "This coupon has been used up.": MANY - 10}
    assert uses(coupon) == (10, 10)


def test_a_limit_for_each_account_is_so_many_for_each():
    coupon = CouponFactory(most_uses_per_user=3)

    assert redeemed(coupon, UserFactory())["used"] == 3
    assert redeemed(coupon, UserFactory())["used"] == 3
    assert uses(coupon) == (6, 6)


def counted_before(coupon_id, *, user_id, order_id):
    """What one would write at first: look, then use."""
    coupon = Coupon.objects.get(pk=coupon_id)
    if coupon.most_uses is not None and coupon.uses >= coupon.most_uses:
        raise CouponNotUsable
    if coupon.most_uses_per_user is not None:
        used = CouponUse.objects.filter(coupon=coupon, user=user_id).count()
        if used >= coupon.most_uses_per_user:
            raise CouponNotUsable
    Coupon.objects.filter(pk=coupon_id).update(uses=F("uses") + 1)
    CouponUse.objects.create(coupon=coupon, user_id=user_id, order_id=order_id)


def test_counting_first_would_use_it_too_often_for_an_account():
    coupon = CouponFactory(most_uses_per_user=3)

    assert redeemed(coupon, UserFactory(), counted_before)["used"] > 3


def test_counting_first_would_use_it_too_often_altogether():
    coupon = CouponFactory(most_uses=10)
    constraint = next(c for c in Coupon._meta.constraints if c.name == "coupon_never_overused")
    with connection.schema_editor() as schema:
        schema.remove_constraint(Coupon, constraint)
    try:
        assert redeemed(coupon, UserFactory(), counted_before)["used"] > 10
    finally:
        CouponUse.objects.all().delete()
        Coupon.objects.all().delete()
        with connection.schema_editor() as schema:
            schema.add_constraint(Coupon, constraint)


def test_an_order_gives_its_use_back_once_however_often_it_is_asked():
    coupon, user, order_id = CouponFactory(most_uses=2), UserFactory(), uuid4()
    redeem(coupon.pk, user_id=user.pk, order_id=order_id)
    redeem(coupon.pk, user_id=user.pk, order_id=uuid4())

    all_at_once([partial(give_back, order_id)] * 16)

    assert uses(coupon) == (1, 1)
    assert redeemed(coupon, user)["used"] == 1


def test_an_order_that_fails_later_has_used_nothing():
    coupon = CouponFactory(most_uses=1)

    with transaction.atomic():
        redeem(coupon.pk, user_id=UserFactory().pk, order_id=uuid4())
        transaction.set_rollback(True)

    assert uses(coupon) == (0, 0)
