"""An import says how many there are, and the stock's history says so."""

import pytest

from nexus.commerce.catalog.models import Variant
from nexus.commerce.inventory.actions import hold
from nexus.commerce.inventory.models import StockItem, StockMovement
from nexus.commerce.stores.models import Store
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from tests.factories.inventory import doubted

pytestmark = pytest.mark.django_db

HEADER = ["handle", "name", "price", "stock", "options.Size"]
MUG = {"handle": "mug", "name": "Mug", "price": "5", "stock": "12"}


def test_what_the_file_says_lies_in_the_sellers_warehouse(write, run, seller):
    run(write(HEADER, MUG, {"handle": "pot", "name": "Pot", "price": "5", "stock": "0"}))

    assert Store.objects.get().pk == seller.pk
    assert sorted(StockItem.objects.values_list("on_hand", "warehouse__seller")) == [
        (0, seller.pk),
        (12, seller.pk),
    ]
    moved = StockMovement.objects.values_list("kind", "on_hand_change", "actor_id").get()
    assert moved == ("imported", 12, seller.pk)


def test_a_file_that_says_another_number_changes_what_can_be_bought(write, run):
    run(write(HEADER, MUG))
    variant = Variant.objects.get()
    hold(new_id(), {variant.pk: 2}, until=None, actor=SYSTEM)

    run(write(HEADER, MUG | {"stock": "4"}))

    item = StockItem.objects.get()
    assert (item.on_hand, item.reserved) == (6, 2)
    variant.refresh_from_db()
    assert variant.stock == 4
    assert doubted() == []


def test_a_variant_that_is_held_is_not_taken_away(write, run):
    small, large = MUG | {"options.Size": "S"}, MUG | {"options.Size": "L"}
    run(write(HEADER, small, large))
    held = Variant.objects.get(options={"Size": "S"})
    hold(new_id(), {held.pk: 2}, until=None, actor=SYSTEM)

    told = run(write(HEADER, large))

    assert told.lines == ["line 2: Some of it is held for orders: ship or cancel them first."]
    assert Variant.objects.count() == 2


def test_one_that_is_not_held_goes_and_leaves_its_history(write, run):
    small, large = MUG | {"options.Size": "S"}, MUG | {"options.Size": "L"}
    run(write(HEADER, small, large))

    run(write(HEADER, large))

    assert Variant.objects.get().options == {"Size": "L"}
    assert StockItem.objects.get(variant_id=None).on_hand == 12
    assert doubted() == []


def test_a_dry_run_leaves_no_stock(write, run):
    run(write(HEADER, MUG), "--dry-run")

    assert not StockItem.objects.exists()
