"""Case 5: who may do what to what, over REST, GraphQL and sockets; then with each rule dropped."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack

from django.db import transaction

from nexus.config.schema import schema
from nexus.kernel.api.graphql.scopes import root_scopes
from tests.torture.cases.access.back_office import deed_faults, deeds
from tests.torture.cases.access.doors import Rest, undone
from tests.torture.cases.access.dropping import consulted, named, rules_to_drop, visible_to
from tests.torture.cases.access.graphql import fields
from tests.torture.cases.access.judging import Cell, may
from tests.torture.cases.access.matrix import Matrix, cells_of
from tests.torture.cases.access.shapes import shapes, unnamed
from tests.torture.cases.access.sockets import cells as cells_of_sockets, closed_sockets, socket_faults
from tests.torture.cases.access.turned_away import outsiders, turned_away
from tests.torture.cases.access.world import OWN, make_world
from tests.torture.results import Result

NAME = "5. access"
DEFENCE = "visible-to"  # every QuerySet shows everything
# One cell, and one rule, in so many.
EVERY = {"small": 60, "full": 1, "control": 240}

NOTED = {"api_keys_apikey"}  # when a key was last used, though it opened nothing
# Walls that stand behind others: they are dropped where those are gone, and it has to make a difference.
BEHIND = {
    "aftersales.cancel_order": ["OrderQuerySet.visible_to"],
    "aftersales.receive_return": ["payments.refund_part"],
    "aftersales.refund_part": ["payments.refund_part"],
    "api_keys.revoke_key": ["ApiKeyQuerySet.visible_to"],
    "cart.order_cart": ["checkout.place_order"],
    "catalog.restore_product": ["ProductQuerySet.visible_to"],
    "fulfilment.deliver_shipment": ["ShipmentQuerySet.visible_to"],
    "fulfilment.ship_part": ["PartQuerySet.visible_to"],
    "inventory.change_stock": ["StockItemQuerySet.visible_to", "WarehouseQuerySet.visible_to"],
    "inventory.change_warehouse": ["WarehouseQuerySet.visible_to"],
    "payments.refund_part": ["aftersales.refund_part"],
}


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Ask everything of everybody in one transaction, which is undone; then again with each rule dropped."""
    result = Result(NAME, 0)
    with undone(), ExitStack() as weakened:
        case = _Case(result, EVERY[size], random.Random(seed))
        if without:
            for name in map(named, visible_to()):
                weakened.enter_context(rules_to_drop()[name]())
        case.ask()
        if size == "full":
            case.drop_rules()
        result.sent = case.matrix.asked
        transaction.set_rollback(True)
    return result


class _Case:
    """The cells of one run, and which of them each rule has a say in."""

    def __init__(self, result: Result, every: int, chance: random.Random) -> None:
        self.result, self.every, self.chance = result, every, chance
        self.world = make_world()
        self._known = shapes()
        self._fields = list(fields())
        self.matrix = Matrix(self.world, [Rest(), *(door for door, _ in self._fields)])
        self._asking: dict[str, list[Cell]] = defaultdict(list)

    def ask(self) -> None:
        """Ask every cell, and hold it to what must be."""
        cells = [*self._cells()]
        own = [cell for cell in cells if cell.person.name == "seller" and cell.standing == OWN]
        everybody = outsiders()
        away = self._some([*turned_away(own, everybody, root_scopes(schema.types))])
        self.result.violated += [*unnamed(self._known), *self._unmatched()]
        for cell in self._some(cells):
            with consulted() as asked:
                self.result.violated += self.matrix.faults(cell)
            for name in asked:
                self._asking[name].append(cell)
        for cell, outsider in away:
            with outsider.circumstances:
                answer = self.matrix.answer(cell)
            if answer.code != outsider.code or {*answer.changed} - NOTED:
                found = f"{answer.status} {answer.code} {', '.join(answer.changed)}"
                self.result.violated.append(f"{cell}: {found}, not {outsider.code}")
        self.result.violated += [*socket_faults(self.world), *closed_sockets(everybody)]
        self.result.violated += deed_faults(self.world)
        sockets = cells_of_sockets(self.world)
        self.result.n = len(cells) // self.every + len(away) + sockets + deeds(self.world)
        told = f"{len(self._known)} shapes of {len({shape.name for shape in self._known})} REST operations"
        self.result.notes.append(f"{told}, {len(self._fields)} GraphQL fields, {sockets} cells of sockets.")

    def drop_rules(self) -> None:
        """Take each rule out in turn: something must be seen of it."""
        seen = {name: self._is_noticed(name) for name in sorted(rules_to_drop())}
        survivors = [name for name, is_noticed in seen.items() if not is_noticed]
        self.result.lost += [f"Nobody noticed that {name} was dropped." for name in survivors]
        told = f"{len(seen) - len(survivors)} of {len(seen)} dropped rules were noticed"
        self.result.notes.append(f"{told}, {len(BEHIND)} of them where the wall before them was gone too.")

    def _is_noticed(self, name: str) -> bool:
        if name in BEHIND:
            return any(self._makes_a_difference(name, cell) for cell in self._before(name))
        # Those who are refused notice first.
        asking = sorted(self._asking[name], key=lambda cell: may(cell) is not False)
        with rules_to_drop()[name]():
            return any(map(self._faults, asking)) or any(deed_faults(self.world))

    def _before(self, name: str) -> Iterator[Cell]:
        # Who is stopped by the wall before never comes as far as to this one.
        ways = {(cell.door, cell.shape) for cell in self._asking[name]}
        for rule in (name, *BEHIND[name]):
            yield from (cell for cell in self._asking[rule] if (cell.door, cell.shape) in ways)

    def _makes_a_difference(self, name: str, cell: Cell) -> bool:
        walls = rules_to_drop()
        with ExitStack() as gone:
            for wall in BEHIND[name]:
                gone.enter_context(walls[wall]())
            then = self._faults(cell)
            with walls[name]():
                return self._faults(cell) != then

    def _faults(self, cell: Cell) -> list[str]:
        self.matrix.forget()
        return self.matrix.faults(cell)

    def _cells(self) -> Iterator[Cell]:
        for shape in self._known:
            yield from cells_of("REST", shape, self.world)
        for door, twin in self._fields:
            for shape in self._known:
                if shape.name == twin and door.takes(shape):
                    yield from cells_of(door.name, shape, self.world)

    def _unmatched(self) -> Iterator[str]:
        names = {shape.name for shape in self._known}
        for door, twin in self._fields:
            fits = [shape for shape in self._known if shape.name == twin and door.takes(shape)]
            if not twin:
                yield f"{door.name} is the twin of no operation: say of which in twins.py."
            elif twin in names and not fits:
                yield f"{door.name} takes nothing of what {twin} does."

    def _some(self, things: list) -> list:
        return things if self.every == 1 else self.chance.sample(things, len(things) // self.every)
