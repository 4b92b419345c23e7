from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.fields import listed, shown_as
from nexus.kernel.api.graphql.inputs import read_narrowing
from nexus.kernel.currencies.actions import convert
from nexus.kernel.currencies.graphql.types import Conversion, ExchangeRate
from nexus.kernel.currencies.rest.reading import rates_asked
from nexus.kernel.currencies.rest.shapes import (
    ConversionQuery,
    ConversionShape,
    Day,
    ExchangeRateQuery,
)


@strawberry.input
class ExchangeRateFilter:
    """What exchange rates are asked for: the base is their source's and the date is today's unless given."""

    base: str | None = UNSET
    currency: str | None = UNSET
    date: Day | None = UNSET


@strawberry.type
class Query:
    """What one may ask of currencies."""

    @listed(ExchangeRate)
    def exchange_rates(self, filter: ExchangeRateFilter | None = UNSET) -> Listing[Any]:
        """List what one of a currency is worth in others; nothing is sold at these rates."""
        asked = rates_asked(read_narrowing(ExchangeRateQuery, filter))
        return Listing(asked.rows, ("currency",), each(asked.shape))

    @shown_as(Conversion)
    def convert_money(
        self,
        amount: Decimal,
        source: Annotated[str, strawberry.argument(name="from")],
        target: Annotated[str, strawberry.argument(name="to")],
        date: Day | None = UNSET,
    ) -> ConversionShape:
        """Say what an amount comes to in another currency, rounded half up to its smallest coin."""
        given = {"amount": amount, "from": source, "to": target, "date": date}
        query = read_narrowing(ConversionQuery, None, **given)
        return ConversionShape.of(convert(Decimal(query.amount), query.currency, query.into, on=query.date))
