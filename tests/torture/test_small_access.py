"""The access matrix in small: some of its cells, and some rules that are dropped, in this process."""

import pytest

from tests.torture.cases import access
from tests.torture.cases.access.doors import Rest, undone
from tests.torture.cases.access.dropping import rules_to_drop
from tests.torture.cases.access.matrix import Matrix, cells_of
from tests.torture.cases.access.shapes import shapes, unnamed
from tests.torture.cases.access.slots import PATH
from tests.torture.cases.access.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# Rules, and an operation that has to notice when they are gone.
DROPPED = {
    "api_keys.look_for_key": "GET /api/api-keys/",
    "fulfilment.change_shipment": "PATCH /api/shipments/<uuid:shipment_id>/",
    "ledger.see_money": "GET /api/balance/",
    "AddressQuerySet.visible_to": "GET /api/auth/addresses/<uuid:address_id>/",
    "OrderQuerySet.visible_to": "GET /api/orders/<uuid:order_id>/",
    "WarehouseQuerySet.visible_to": "GET /api/warehouses/",
}


def test_some_cells_hold_over_every_door():
    assert access.run("small").faults == []


def test_without_what_querysets_keep_back_it_is_seen_not_to_hold():
    assert access.run("control", without=access.DEFENCE).faults


def test_a_rule_that_is_dropped_is_noticed():
    with undone():
        world = make_world()
        matrix = Matrix(world, [Rest()])
        for rule, operation in DROPPED.items():
            cells = [cell for shape in _of(operation) for cell in cells_of("REST", shape, world)]
            assert not any(matrix.faults(cell) for cell in cells)
            matrix.forget()
            with rules_to_drop()[rule]():
                assert any(matrix.faults(cell) for cell in cells), rule
            matrix.forget()


def test_an_id_that_no_one_has_a_thing_for_is_seen(monkeypatch):
    assert [*unnamed(shapes())] == []
    monkeypatch.delitem(PATH, "order_id")

    assert any("order_id" in sentence for sentence in unnamed(shapes()))


def _of(operation):
    return [shape for shape in shapes() if shape.name == operation]
