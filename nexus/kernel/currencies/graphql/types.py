from datetime import date, datetime
from decimal import Decimal

import strawberry

Day = date  # fields of these types have its name


@strawberry.type
class ExchangeRate:
    """What one of the base currency is worth in another."""

    base: str
    currency: str
    rate: Decimal
    date: Day
    source: str
    as_of: datetime
    is_stale: bool


@strawberry.type
class Conversion:
    """An amount in another currency: for people to read; nothing is sold at it."""

    amount: Decimal
    currency: str = strawberry.field(name="from")
    converted: Decimal
    into: str = strawberry.field(name="to")
    rate: Decimal
    date: Day
    source: str
    is_stale: bool
