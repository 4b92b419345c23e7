"""What holds when many order at the same moment, and that these tests would notice if it didn't."""

from collections import Counter
from functools import partial

import pytest
from django.db import transaction

from nexus.commerce.checkout.actions import placing
from nexus.commerce.inventory.models import Hold, StockItem
from nexus.commerce.orders.models import Order, OrderLine
from nexus.commerce.promotions.models import Coupon
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.promotions import CouponFactory
from tests.together import all_at_once, in_a_hurry

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "/api/orders/"
MANY = 24


def statuses(answers):
    return Counter(answer.status_code for answer in answers)


def held():
    return sum(Hold.objects.values_list("quantity", flat=True))


@pytest.fixture
def shops(client_of):
    return [client_of(UserFactory()) for _ in range(16)]


def test_ten_pieces_are_sold_ten_times_however_many_come(shops, body):
    product = ProductFactory(variant__stock=10)
    order = body((product, 1))

    answers = all_at_once([partial(shops[n % 16].post, ORDERS, order) for n in range(MANY)])

    assert statuses(answers) == {201: 10, 422: MANY - 10}
    codes = {answer.json()["error"]["code"] for answer in answers if answer.status_code == 422}
    assert codes == {"INSUFFICIENT_STOCK"}
    assert Order.objects.count() == OrderLine.objects.count() == held() == 10
    assert product.variants.get().stock == 0


def test_two_lines_in_either_order_never_block_each_other_for_good(shops, body):
    first, second = ProductFactory(variant__stock=20), ProductFactory(variant__stock=20)
    there, back = body((first, 1), (second, 1)), body((second, 1), (first, 1))

    answers = all_at_once(
        [partial(shops[n % 16].post, ORDERS, there if n % 2 else back) for n in range(MANY)]
    )

    assert statuses(answers) == {201: 20, 422: MANY - 20}
    assert {item.reserved for item in StockItem.objects.all()} == {20}


def test_one_key_is_one_order_and_one_answer(shops, body):
    order = body((ProductFactory(variant__stock=50), 1))
    post = partial(shops[0].post, ORDERS, order, HTTP_IDEMPOTENCY_KEY="at-once")

    answers = all_at_once([post] * 16)

    assert statuses(answers) == {201: 16}
    assert len({answer.content for answer in answers}) == 1
    assert Order.objects.count() == held() == 1


def test_a_coupon_is_used_as_often_as_it_may_be(shops, body):
    CouponFactory(code="FEW", most_uses=10)
    order = body((ProductFactory(variant__stock=100), 1), coupon="FEW")

    answers = all_at_once([partial(shops[n % 16].post, ORDERS, order) for n in range(MANY)])

    assert statuses(answers) == {201: 10, 422: MANY - 10}
    assert Coupon.objects.get().uses == Order.objects.count() == held() == 10


def test_who_waits_too_long_is_asked_to_come_again_and_nothing_is_held(shops, body):
    product = ProductFactory()
    with transaction.atomic():
        StockItem.objects.select_for_update().get()
        (answer,) = all_at_once([partial(_hurried, shops[0], body((product, 1)))])

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert not Order.objects.exists()
    assert held() == 0


def _hurried(client, order):
    with in_a_hurry():
        return client.post(ORDERS, order)


def test_without_the_order_of_locks_they_would_block_each_other(shops, body, monkeypatch):
    """The control: two lines held one after the other, each in its order's own order, do deadlock."""
    first, second = ProductFactory(variant__stock=50), ProductFactory(variant__stock=50)
    hold = placing.hold

    def one_by_one(order_id, quantities, **more):
        for variant, quantity in quantities.items():
            hold(order_id, {variant: quantity}, **more)

    monkeypatch.setattr(placing, "hold", one_by_one)
    there, back = body((first, 1), (second, 1)), body((second, 1), (first, 1))
    found = Counter()
    for _ in range(5):
        found += statuses(
            all_at_once([partial(shops[n].post, ORDERS, there if n % 2 else back) for n in range(16)])
        )
        if found[503]:
            break
    assert found[503], found
