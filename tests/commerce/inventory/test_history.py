"""Whatever is done to stock, in whatever order: what is there is what its history says."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from nexus.commerce.catalog.models import Variant
from nexus.commerce.inventory.actions import (
    adjust_stock,
    change_warehouse,
    hold,
    release,
    set_stock,
    ship,
    take_back,
)
from nexus.commerce.inventory.models import StockItem, StockMovement
from nexus.kernel.api.errors import NexusError
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.inventory import StockItemFactory, WarehouseFactory, doubted, free_of

VARIANTS, ORDERS = st.integers(0, 1), st.integers(0, 2)
PIECES = st.integers(1, 6)
QUANTITIES = st.dictionaries(VARIANTS, PIECES, min_size=1)

DEEDS = st.one_of(
    st.tuples(st.just("hold"), ORDERS, QUANTITIES),
    st.tuples(st.just("release"), ORDERS, st.none() | QUANTITIES),
    st.tuples(st.just("ship"), ORDERS, QUANTITIES),
    st.tuples(st.just("take_back"), ORDERS, QUANTITIES),
    st.tuples(st.just("set_stock"), VARIANTS, st.integers(0, 12)),
    st.tuples(st.just("adjust"), st.integers(0, 3), st.integers(-6, 6)),
    st.tuples(st.just("turn"), st.integers(0, 1), st.booleans()),
)


class TestHistory(TestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(DEEDS, max_size=14))
    def test_it_adds_up(self, deeds):
        world = World()
        for name, *how in deeds:
            try:
                getattr(world, name)(*how)
            except NexusError:
                continue
            world.check()
        world.check()


class World:
    def __init__(self):
        self.seller = ProductFactory().seller
        product = ProductFactory(seller=self.seller, variant=None)
        self.variants = [VariantFactory(product=product, options={"No": n}).pk for n in ("1", "2")]
        self.second = WarehouseFactory(seller=self.seller, priority=1)
        for pk in self.variants:
            StockItemFactory(variant_id=pk, warehouse=self.second, on_hand=3)
        items = StockItem.objects.filter(variant_id__in=self.variants)
        self.items = list(items.order_by("id").values_list("pk", flat=True))
        self.home = items.exclude(warehouse=self.second)[0].warehouse
        self.orders = [new_id() for _ in range(3)]

    def of(self, quantities):
        return {self.variants[n]: pieces for n, pieces in quantities.items()}

    def hold(self, order, quantities):
        until = timezone.now() + timedelta(minutes=1)
        hold(self.orders[order], self.of(quantities), until=until, actor=SYSTEM)

    def release(self, order, quantities):
        release(self.orders[order], quantities and self.of(quantities), actor=SYSTEM)

    def ship(self, order, quantities):
        ship(self.orders[order], self.of(quantities), actor=SYSTEM)

    def take_back(self, order, quantities):
        take_back(self.orders[order], self.of(quantities), actor=SYSTEM)

    def set_stock(self, variant, quantity):
        set_stock(SYSTEM, self.seller.pk, self.variants[variant], quantity)
        assert Variant.objects.get(pk=self.variants[variant]).stock == quantity

    def adjust(self, item, change):
        adjust_stock(SYSTEM, self.items[item], {"change": change, "reason": "Counted"})

    def turn(self, which, is_active):
        change_warehouse(SYSTEM, [self.home, self.second][which].pk, {"is_active": is_active})

    def check(self):
        assert doubted() == []
        shown = dict(Variant.objects.filter(pk__in=self.variants).values_list("pk", "stock"))
        assert free_of(self.variants) == shown
        for item in StockItem.objects.all():
            assert 0 <= item.reserved <= item.on_hand
        came = StockMovement.objects.filter(kind__in=["opened", "adjusted"], stock_item__in=self.items)
        shipped = StockMovement.objects.filter(kind__in=["shipped", "returned"], stock_item__in=self.items)
        on_hand = sum(StockItem.objects.filter(pk__in=self.items).values_list("on_hand", flat=True))
        assert on_hand == _sum(came) + _sum(shipped)


def _sum(movements):
    return sum(movements.values_list("on_hand_change", flat=True))
