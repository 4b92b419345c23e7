"""What must hold for each cell: what operations declare, and that what is denied is as what isn't there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nexus.kernel.api.operations import ANYONE, SIGNED_IN
from tests.torture.cases.access.doors import Answer
from tests.torture.cases.access.kinds import CUSTOMER, EMPLOYER, KINDS, MANAGERS, SEEKER, SELLER, TEAM
from tests.torture.cases.access.shapes import Shape, Slot
from tests.torture.cases.access.world import ABSENT, FOREIGN, GONE, OWN, Person, World

# Who of a tenant stands so to its things.
RELATIONS: dict[str, frozenset[str]] = {
    "its account": CUSTOMER,
    "its employer": EMPLOYER,
    "its owner": CUSTOMER | EMPLOYER | MANAGERS,  # of a history: as whoever may know of the thing
    "its seller": SELLER,
    "its seller and the store's managers for one that was taken off": MANAGERS,
    "managers of the store": MANAGERS,
    "the applicant": SEEKER,
    "the customer": CUSTOMER,
    "the employer": EMPLOYER,
    "the member": frozenset({"staff"}),
    "the product's seller": SELLER,
    "the seller": SELLER,
    "the seller and the store's managers": MANAGERS,
    "the seller and who works for the store": TEAM,
    "the store's managers": MANAGERS,
    "the store's owner": SELLER,
    "the store's seller and managers": MANAGERS,
    "the two sides of the conversation": CUSTOMER | MANAGERS,
    "the user": CUSTOMER,
    "those who work for the store": TEAM,
}
# As somebody is told who may not; and by which codes, whatever is asked about.
DENIED = {400, 401, 403, 404}
NOT_THEM = {"NOT_AUTHENTICATED", "PERMISSION_DENIED"}
# Relations to things of one kind only.
ONLY = {"its seller and the store's managers for one that was taken off": "off"}


@dataclass(frozen=True)
class Cell:
    """A person asks; one slot names a thing that stands otherwise than the others.

    odd: that slot's number; None where all stand the same.
    """

    door: str
    shape: Shape
    person: Person
    standing: str = OWN
    odd: int | None = None
    others: str = OWN

    @property
    def is_mixed(self) -> bool:
        """Tell whether it is about things that don't belong together."""
        return self.odd is not None and len(self.shape.slots) > 1

    @property
    def nowhere(self) -> Cell:
        """Give the same cell, about what isn't there."""
        others = self.standing if self.odd is None else self.others
        return replace(self, standing=ABSENT, odd=self.odd or 0, others=others)

    @property
    def slot(self) -> Slot | None:
        """Give the slot that the cell is about: the odd one, or the first."""
        return self.shape.slots[self.odd or 0] if self.shape.slots else None

    def stands(self) -> Iterator[tuple[Slot, str]]:
        """Give each slot with how its thing stands."""
        for number, slot in enumerate(self.shape.slots):
            yield slot, self.others if self.odd is not None and number != self.odd else self.standing

    def __str__(self) -> str:
        things = ", ".join(f"{slot.at} {standing} {slot.kind}" for slot, standing in self.stands())
        return f"{self.door} {self.shape.name} by {self.person.name} ({things})"


def may(cell: Cell) -> bool | None:
    """Tell whether the declaration lets somebody do this to these; None where it doesn't say."""
    person, shape = cell.person, cell.shape
    if any(standing in {ABSENT, GONE} for _, standing in cell.stands()):
        return None if cell.standing == GONE and "admin" in held(person, reads=shape.reads) else False
    let_in = _is_let_in(cell) and all(
        reaches(person, slot.kind, standing, reads=shape.reads) for slot, standing in cell.stands()
    )
    if let_in and (cell.is_mixed or _is_unsaid(cell)):
        return None
    return let_in


def _is_let_in(cell: Cell) -> bool:
    access, person = cell.shape.told.access, cell.person
    if access["roles"] and set(access["roles"]) & held(person, reads=cell.shape.reads):
        return True
    is_own = all(standing == OWN for _, standing in cell.stands())
    first = cell.slot.kind if cell.slot else ""
    return is_own and any(
        person.name in RELATIONS[relation] and ONLY.get(relation, first) == first
        for relation in access["relations"]
    )


def _is_unsaid(cell: Cell) -> bool:
    # Nothing is named, and one isn't let in by what one is oneself: whose thing it is, the operation chooses.
    access = cell.shape.told.access
    return not cell.shape.slots and not set(access["roles"]) & held(cell.person, reads=cell.shape.reads)


def held(person: Person, *, reads: bool) -> set[str]:
    """Name the parties that somebody is by the account alone."""
    reads_as = {"admin"} if reads and "support" in person.roles else set()
    return {ANYONE} | ({SIGNED_IN} if person.token else set()) | set(person.roles) | reads_as


def reaches(person: Person, named: str, standing: str, *, reads: bool) -> bool:
    """Tell whether a thing of a kind is there for somebody."""
    kind = KINDS[named]
    if standing == ABSENT:
        return False
    if "admin" in held(person, reads=reads) and not kind.is_personal:
        return True
    if standing == GONE:
        return False
    return kind.is_public or (standing == OWN and person.name in kind.seen_by)


def faults(cell: Cell, answer: Answer, absent: Answer | None, world: World) -> Iterator[str]:
    """Say what isn't as it must be. absent: what the same request is answered for what isn't there."""
    said = f"{cell}: {answer.status} {answer.code}"
    if answer.status >= 500:
        yield f"{said}, a failure"
        return
    if wrong := _wrong(cell, answer, absent):
        yield f"{said}, {wrong}"
    if not {"admin", "support"} & cell.person.roles:
        yield from (f"{said}, and tells {secret.decode()}" for secret in _secrets_told(cell, answer, world))
    if answer.is_refusal and answer.changed:
        yield f"{said}, and yet {', '.join(answer.changed)} changed"
    if absent is not None and answer.told != absent.told:
        yield f"{said}, told apart from what isn't there: {absent.status} {absent.code}"


def _wrong(cell: Cell, answer: Answer, absent: Answer | None) -> str:
    declared, who = may(cell), cell.shape.told.who
    if not cell.person.token and who != ANYONE:
        return "" if answer.code == "NOT_AUTHENTICATED" else "but nobody is signed in"
    if declared is True:
        # Without a thing, all else is of the body, or of what the account has.
        is_denied = answer.status in DENIED if cell.slot else answer.code in NOT_THEM
        return f"but {who} may" if is_denied else ""
    if declared is None:
        return ""
    if not answer.is_refusal:
        # A list may pass over what it is narrowed to; a change has to be refused.
        return "" if cell.slot and cell.slot.is_filter and cell.shape.reads else f"but only {who} may"
    if cell.slot and _is_told(cell, absent) and answer.status not in DENIED:
        return "so it was looked at before it was refused"
    return ""


def _is_told(cell: Cell, absent: Answer | None) -> bool:
    # Of what isn't there for them, nobody learns the state; of other things it may be told why not.
    return absent is None and not cell.is_mixed and cell.standing in {OWN, FOREIGN}


def must_be_as_absent(cell: Cell) -> bool:
    """Tell whether what the cell is about isn't there for who asks, and so must be as if it weren't."""
    if cell.slot is None or cell.standing == ABSENT or may(cell) is not False:
        return False
    kind = cell.slot.kind
    return not KINDS[kind].is_known and not reaches(cell.person, kind, cell.standing, reads=cell.shape.reads)


def _secrets_told(cell: Cell, answer: Answer, world: World) -> list[bytes]:
    given = {str(world.id(slot.kind, standing)).encode() for slot, standing in cell.stands()}
    told = answer.told.lower()
    return [secret for secret in world.secrets if secret in told and secret not in given]
