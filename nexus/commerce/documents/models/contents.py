"""What stands on a document: frozen when it is issued, as JSON, and all that its PDF is drawn from."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec


class Party(msgspec.Struct, frozen=True):
    """A name and an address, as they stand on paper."""

    name: str
    lines: list[str]
    tax_number: str = ""


class Line(msgspec.Struct, frozen=True):
    """Something that was sold or is given back for.

    unit_price: None on a credit note. amount: what the columns sum to; on an invoice less the discount and
    before tax that is added, on a credit note what the customer gets.
    """

    line_id: UUID | None
    name: str
    details: str
    quantity: int
    unit_price: Decimal | None
    discount: Decimal
    tax_rate: Decimal
    tax: Decimal
    amount: Decimal


class Tax(msgspec.Struct, frozen=True):
    """The tax at one rate; a rate of None is that on shipping which carries goods of several rates."""

    name: str
    rate: Decimal | None
    net: Decimal
    tax: Decimal


class Totals(msgspec.Struct, frozen=True):
    """goods + shipping + tax_added = total; tax_included is within them."""

    goods: Decimal
    shipping: Decimal
    tax_added: Decimal
    tax_included: Decimal
    total: Decimal


class Contents(msgspec.Struct, frozen=True):
    """All that stands on an invoice or a credit note but its number and its day."""

    seller: Party
    buyer: Party
    ship_to: Party | None
    order: str
    ordered_at: datetime
    paid_at: datetime | None
    currency: str
    lines: list[Line]
    shipping: str
    shipping_tax: Decimal
    taxes: list[Tax]
    totals: Totals
    invoice: str = ""
    reason: str = ""
