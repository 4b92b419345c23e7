"""Who may listen to an order, what it is told, and when that ends."""

import pytest

from nexus.commerce.orders.actions import move_part
from nexus.commerce.orders.models import Order, OrderStatus
from nexus.commerce.stores.actions import remove_member
from nexus.commerce.stores.models import Store
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.kit.ids import new_id
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order, placed_order
from tests.factories.stores import MemberFactory
from tests.kernel.live.client import Server, signed_in, subscribing
from tests.kernel.live.conftest import server  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)


def listen(client, order: Order, **more) -> dict:
    return client.ask(type="listen", topic=f"order:{order.pk}", **more)


def test_an_order_is_told_to_its_customer_its_sellers_and_staff_alone(server: Server):  # noqa: F811
    product, customer = ProductFactory(), UserFactory()
    order = placed_order((product, 1), customer=customer)
    with signed_in(server, product.seller) as seller, signed_in(server, UserFactory(admin=True)) as staff:
        assert listen(seller, order)["error"]["code"] == "NOT_FOUND"  # it isn't paid: no sale yet
        assert listen(staff, order)["type"] == "listening"
    order = paid_order((product, 1), customer=customer)
    with signed_in(server, customer) as buyer, signed_in(server, product.seller) as seller:
        for each in (buyer, seller):
            assert listen(each, order, after=0)["type"] == "listening"
            told = [each.hear()["data"] for _ in range(2)]
            assert told == [
                {"order_id": str(order.pk), "status": "pending_payment"},
                {"order_id": str(order.pk), "status": "paid"},
            ]
    with subscribing(server, customer) as buyer:
        query = f'subscription {{ order(id: "{order.pk}", after: "0") {{ status }} }}'
        buyer.say(type="subscribe", id="a", payload={"query": query})
        states = [buyer.hear()["payload"]["data"]["order"]["status"] for _ in range(2)]
        assert states == ["PENDING_PAYMENT", "PAID"]  # the words of `Order.status`


def test_another_s_order_is_as_one_that_there_is_not(server: Server):  # noqa: F811
    order, nothing = paid_order(), Order(pk=new_id())
    with signed_in(server, UserFactory(seller=True)) as stranger:
        theirs, absent = listen(stranger, order), listen(stranger, nothing)
        assert theirs.pop("topic") == f"order:{order.pk}"
        assert absent.pop("topic") == f"order:{nothing.pk}"
        assert theirs == absent
    with subscribing(server, UserFactory()) as stranger:
        for id_ in (order.pk, nothing.pk):
            query = f'subscription {{ order(id: "{id_}") {{ status }} }}'
            stranger.say(type="subscribe", id="a", payload={"query": query})
        theirs, absent = stranger.hear(), stranger.hear()
        assert theirs == absent
        assert theirs["payload"][0]["extensions"]["code"] == "NOT_FOUND"


def test_who_leaves_a_store_hears_no_more_of_its_sales(server: Server):  # noqa: F811
    product, customer = ProductFactory(), UserFactory()
    store = Store.objects.get_or_create(owner=product.seller)[0]
    member = MemberFactory(store=store)
    order = paid_order((product, 1), customer=customer)
    now = Event.objects.last_position()  # what it has been through may still be on its way
    with signed_in(server, member.user) as leaving, signed_in(server, customer) as buyer:
        assert listen(leaving, order, after=now)["type"] == "listening"
        assert listen(buyer, order, after=now)["type"] == "listening"
        remove_member(Actor.of(product.seller), store.pk, member.pk)
        refusal = leaving.hear()
        assert (refusal["topic"], refusal["error"]["code"]) == (f"order:{order.pk}", "NOT_FOUND")
        move_part(order, order.parts.get(), OrderStatus.SHIPPED, actor=SYSTEM)
        assert buyer.hear()["data"]["status"] == "shipped"
        assert leaving.ask(type="ping") == {"type": "pong"}
