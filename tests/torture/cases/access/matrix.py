"""The matrix: every cell, asked through its door and held to what must be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from tests.torture.cases.access.doors import Answer, undone
from tests.torture.cases.access.judging import Cell, faults, must_be_as_absent
from tests.torture.cases.access.shapes import Shape
from tests.torture.cases.access.untouched import Untouched
from tests.torture.cases.access.world import FOREIGN, GONE, World


def cells_of(door: str, shape: Shape, world: World) -> Iterator[Cell]:
    """List the cells of a shape: everybody, on every slot's things in every standing."""
    for person in world.people.values():
        yield Cell(door, shape, person)
        for number, slot in enumerate(shape.slots):
            for standing in (FOREIGN, GONE):
                if world.has(slot.kind, standing):
                    yield Cell(door, shape, person, standing, number)
        if len(shape.slots) > 1:
            yield Cell(door, shape, person, FOREIGN)


class Matrix:
    """Asks; every request is undone. What was asked for what isn't there is remembered."""

    def __init__(self, world: World, doors: list[Any]) -> None:
        self.world, self.asked = world, 0
        self._doors = {door.name: door for door in doors}
        self._untouched = Untouched()
        self._absent: dict[Cell, Answer] = {}

    def forget(self) -> None:
        """Take nothing for known: the rules are others now."""
        self._absent.clear()

    def faults(self, cell: Cell) -> list[str]:
        """Ask, and say what isn't as it must be."""
        absent = None
        if must_be_as_absent(cell):
            nowhere = cell.nowhere
            if nowhere not in self._absent:
                self._absent[nowhere] = self.answer(nowhere)
            absent = self._absent[nowhere]
        return list(faults(cell, self.answer(cell), absent, self.world))

    def answer(self, cell: Cell) -> Answer:
        """Ask, and undo it."""
        self.asked += 1
        ids = {slot.at: self.world.id(slot.kind, standing) for slot, standing in cell.stands()}
        with undone():
            with self._untouched.watching():
                status, code, told = self._doors[cell.door].ask(cell.shape, ids, cell.person)
            now = self._untouched.now() if status >= 400 else {}
            transaction.set_rollback(True)
        changed = tuple(table for table, like in now.items() if like != self._untouched.before(table))
        for at, value in ids.items():
            told = told.replace(str(value).encode(), at.encode())
        return Answer(status, code, told, changed)
