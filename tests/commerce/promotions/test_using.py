from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nexus.commerce.promotions.actions import find_coupon, give_back, redeem
from nexus.commerce.promotions.exceptions import CouponNotUsable
from tests.factories.accounts import UserFactory
from tests.factories.promotions import CouponFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = timedelta(days=1)
UNUSABLE = [
    ({"is_active": False}, "no longer in use"),
    ({"starts_at": NOW + DAY}, "can be used from"),
    ({"ends_at": NOW - DAY}, "ended on"),
    ({"most_uses": 1, "uses": 1}, "used up"),
]


@pytest.mark.parametrize(("terms", "why"), UNUSABLE)
def test_one_that_cannot_be_used_says_why(terms, why):
    coupon = CouponFactory(**terms)

    with pytest.raises(CouponNotUsable, match=why):
        find_coupon(coupon.code)
    with pytest.raises(CouponNotUsable, match=why):
        redeem(coupon.pk, user_id=UserFactory().pk, order_id=uuid4())


def test_an_unknown_code_says_so():
    with pytest.raises(CouponNotUsable, match="no coupon with this code"):
        find_coupon("NOT-HERE")


def test_a_code_is_found_however_it_is_spelt_in_one_query(django_assert_num_queries):
    coupon = CouponFactory(code="Spring-10", starts_at=NOW - DAY, ends_at=NOW + DAY, most_uses=1)

    with django_assert_num_queries(1):
        assert find_coupon(" sPRING-10 ", user_id=uuid4()).pk == coupon.pk


def test_an_account_that_has_had_its_uses_is_told(django_assert_num_queries):
    coupon, user = CouponFactory(most_uses_per_user=1), UserFactory()
    order_id = uuid4()
    with django_assert_num_queries(2):
        redeem(coupon.pk, user_id=user.pk, order_id=order_id)

    with pytest.raises(CouponNotUsable, match="as often as one may"):
        find_coupon(coupon.code, user_id=user.pk)
    assert find_coupon(coupon.code, user_id=UserFactory().pk).pk == coupon.pk
    with django_assert_num_queries(1):
        give_back(order_id)
    assert find_coupon(coupon.code, user_id=user.pk).pk == coupon.pk
