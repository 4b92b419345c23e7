"""What holds when many want the same at the same moment, and that these tests would notice if it didn't."""

import random
from functools import partial
from threading import Event
from time import monotonic, sleep

import pytest
from django.db import OperationalError, connection, transaction

from nexus.commerce.catalog.actions import change_variant, remove_variant, update_product
from nexus.commerce.catalog.models import Variant
from nexus.commerce.inventory.actions import change_warehouse, hold, release, set_stock, ship
from nexus.commerce.inventory.exceptions import InsufficientStock
from nexus.commerce.inventory.models import Hold, StockItem, Warehouse, statements
from nexus.kernel.api.errors import NexusError, Unprocessable
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.kit.ids import new_id
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.inventory import StockItemFactory, WarehouseFactory, doubted, free_of
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 24


def attempt(deed, *args, **kwargs):
    """What came of it: None, or the refusal."""
    try:
        deed(*args, **kwargs)
    except NexusError as refusal:
        return refusal
    return None


def take(quantities, order=None):
    return attempt(hold, order or new_id(), quantities, until=None, actor=SYSTEM)


def counted():
    """Whether what the catalogue shows is what inventory has, and its history adds up."""
    ids = list(Variant.objects.values_list("pk", flat=True))
    shown = dict(Variant.objects.values_list("pk", "stock"))
    return free_of(ids) == shown and doubted() == []


def variant(stock, seller=None):
    product = ProductFactory(variant=None, **({"seller": seller} if seller else {}))
    return VariantFactory(product=product, stock=stock)


def test_of_ten_pieces_exactly_ten_are_held_however_many_want_one():
    shirt = variant(10)

    came = all_at_once([partial(take, {shirt.pk: 1})] * MANY)

    assert came.count(None) == Hold.objects.count() == 10
    assert {type(refusal) for refusal in came if refusal} == {InsufficientStock}
    assert counted()
    assert Variant.objects.get().stock == 0


@pytest.mark.parametrize("deed", ["set", "hold"])
def test_what_becomes_free_while_one_waits_for_it_is_there(deed):
    shirt, order, is_given = variant(5), new_id(), Event()
    take({shirt.pk: 5}, order)

    def give_up() -> None:
        with transaction.atomic():
            release(order, actor=SYSTEM)
            is_given.set()
            wait_until_somebody_waits()

    def want() -> NexusError | None:
        is_given.wait(10)
        if deed == "hold":
            return take({shirt.pk: 3})
        return attempt(set_stock, SYSTEM, shirt.product.seller_id, shirt.pk, 2)

    assert all_at_once([give_up, want]) == [None, None]
    assert free_of([shirt.pk]) == {shirt.pk: 2}
    assert counted()


def wait_until_somebody_waits() -> None:
    deadline = monotonic() + 10
    with connection.cursor() as cursor:
        while monotonic() < deadline:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    raise AssertionError("nobody waits")


def test_without_the_lock_there_would_be_more(monkeypatch):
    """The control: with the defences off, the database's last word is all that is left."""
    shirt = variant(10)
    weak = statements.HOLD.replace("FOR NO KEY UPDATE OF item", "")
    monkeypatch.setattr("nexus.commerce.inventory.models.holds.HOLD", weak)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stockitem DROP CONSTRAINT stock_item_never_oversold")
        cursor.execute("ALTER TABLE catalog_variant DROP CONSTRAINT variant_stock_not_negative")
    try:
        came = all_at_once([partial(take, {shirt.pk: 1})] * MANY)
        assert came.count(None) > 10
    finally:
        _put_back()


def _put_back():
    item = next(c for c in StockItem._meta.constraints if c.name == "stock_item_never_oversold")
    stock = next(c for c in Variant._meta.constraints if c.name == "variant_stock_not_negative")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE catalog_variant, inventory_stockitem CASCADE")
    with connection.schema_editor() as schema:
        schema.add_constraint(StockItem, item)
        schema.add_constraint(Variant, stock)


def test_orders_that_cross_do_not_wait_for_each_other_in_a_circle():
    chance = random.Random(7)
    seller = ProductFactory().seller
    variants = [variant(40, seller).pk for _ in range(4)]
    orders = [dict.fromkeys(chance.sample(variants, 2), 1) for _ in range(MANY)]

    came = all_at_once([partial(take, order) for order in orders])

    wanted = sum(len(order) for order in orders)
    assert came == [None] * MANY
    assert sum(Hold.objects.values_list("quantity", flat=True)) == wanted
    assert counted()


def test_orders_from_several_warehouses_and_what_is_given_back_cross_without_harm():
    chance = random.Random(11)
    seller = ProductFactory().seller
    variants = [variant(8, seller).pk for _ in range(3)]
    second = WarehouseFactory(seller=seller, priority=1)
    for pk in variants:
        StockItemFactory(variant_id=pk, warehouse=second, on_hand=8)

    def buy_and_change_ones_mind(order, quantities, then):
        if take(quantities, order) is None:
            then(order)

    ends = [
        partial(release, actor=SYSTEM),
        lambda order: ship(order, quantities_of(order), actor=SYSTEM),
        lambda _: None,
    ]
    deeds = [
        partial(
            buy_and_change_ones_mind,
            new_id(),
            {pk: chance.randint(1, 3) for pk in chance.sample(variants, 2)},
            chance.choice(ends),
        )
        for _ in range(48)
    ]
    all_at_once(deeds)

    assert counted()
    left = free_of(variants)
    for pk in variants:  # what is there sells out
        if left[pk]:
            assert take({pk: left[pk]}) is None
    assert set(free_of(variants).values()) == {0}


def quantities_of(order):
    held = Hold.objects.filter(reference=order, quantity__gt=0)
    quantities = {}
    for pk, quantity in held.values_list("stock_item__variant_id", "quantity"):
        quantities[pk] = quantities.get(pk, 0) + quantity
    return quantities


def test_sellers_edit_while_others_order():
    seller = ProductFactory().seller
    actor = Actor.of(seller)
    one, other = variant(30, seller), variant(30, seller)

    def edit(n):
        own = [one, other][n % 2]
        change_variant(
            actor, own.product_id, own.pk, {"stock": 30, "price": n + 1, "options": {"No": str(n)}}
        )
        update_product(actor, own.product_id, {"stock": 20 + n % 7, "name": f"Shirt {n}"})
        set_stock(actor, seller.pk, own.pk, 30)

    edits = [partial(attempt, edit, n) for n in range(16)]
    orders = [partial(take, {one.pk: 1, other.pk: 2}) for _ in range(32)]
    came = all_at_once([deed for pair in zip(edits, orders[:16], strict=True) for deed in pair] + orders[16:])

    assert [refusal for refusal in came if refusal and not isinstance(refusal, InsufficientStock)] == []
    assert counted()


def test_warehouses_open_and_close_while_others_order():
    seller = ProductFactory().seller
    actor = Actor.of(seller)
    shirt = variant(20, seller)
    home = Warehouse.objects.default_of(seller.pk)
    second = WarehouseFactory(seller=seller, priority=1)
    StockItemFactory(variant_id=shirt.pk, warehouse=second, on_hand=20)

    def turn(warehouse, n):
        return attempt(change_warehouse, actor, warehouse.pk, {"is_active": bool(n % 2)})

    turns = [partial(turn, [home, second][n % 3 == 0], n) for n in range(12)]
    restocks = [partial(attempt, set_stock, actor, seller.pk, shirt.pk, 25) for _ in range(6)]
    orders = [partial(take, {shirt.pk: 1})] * 30
    came = all_at_once([*turns, *restocks, *orders])

    assert {type(refusal) for refusal in came if refusal} <= {InsufficientStock, Unprocessable}
    assert Warehouse.objects.filter(is_active=True).exists()
    assert counted()


def test_a_variant_is_taken_away_or_held_but_never_both():
    for _ in range(5):
        product = ProductFactory()
        shirt = VariantFactory(product=product, options={"Size": "M"}, stock=3)
        away = partial(attempt, remove_variant, Actor.of(product.seller), product.pk, shirt.pk)

        removed, *held = all_at_once([away, *[partial(take, {shirt.pk: 1})] * 3])

        if removed is None:
            assert all(isinstance(refusal, InsufficientStock) for refusal in held)
        else:
            assert isinstance(removed, Unprocessable)
            assert None in held
        assert counted()


def test_two_ways_of_shipping_the_same_move_it_once():
    shirt = variant(5)
    order = new_id()
    take({shirt.pk: 3}, order)

    came = all_at_once([partial(attempt, ship, order, {shirt.pk: 3}, actor=SYSTEM)] * 8)

    assert came.count(None) == 1
    assert counted()
    assert list(StockItem.objects.values_list("on_hand", "reserved")) == [(2, 0)]


def test_a_first_warehouse_is_opened_once():
    seller = ProductFactory(variant=None).seller

    opened = all_at_once([partial(Warehouse.objects.default_of, seller.pk)] * 16)

    assert len(set(opened)) == Warehouse.objects.count() == 1


def test_an_unsorted_lock_would_be_a_circle():
    """The control: locked in the order in which they are asked for, crossing orders end in deadlocks."""
    seller = ProductFactory().seller
    variants = [variant(500, seller).pk for _ in range(12)]

    def line_by_line(order):  # as code that locks one after the other would
        try:
            with transaction.atomic():
                for pk in order:
                    take({pk: 1})
        except OperationalError as error:
            return "deadlock" in str(error)
        return False

    chance = random.Random(3)
    for _ in range(5):
        orders = [chance.sample(variants, len(variants)) for _ in range(16)]
        if any(all_at_once([partial(line_by_line, order) for order in orders])):
            return
    pytest.fail("No deadlock came about: this control proves nothing any longer.")
