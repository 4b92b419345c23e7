from decimal import Decimal

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import ok
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.currencies.actions import convert
from nexus.kernel.currencies.exceptions import NoExchangeRate
from nexus.kernel.currencies.rest.reading import rates_asked
from nexus.kernel.currencies.rest.shapes import (
    ConversionQuery,
    ConversionShape,
    ExchangeRateQuery,
    ExchangeRateShape,
)


class ExchangeRateList(ApiView):
    """What currencies are worth."""

    @operation(
        "List the exchange rates",
        who=ANYONE,
        answer=ExchangeRateShape,
        many=True,
        query=ExchangeRateQuery,
        errors=[NoExchangeRate],
        public=["currencies"],
        description="List what one of `base` is worth in each currency on a `date`: by the last rates until "
        "then, whose own date is told. `is_stale` says that those are too old to go by. For people to read: "
        "nothing is sold at these rates.",
    )
    def get(self, request: Request) -> Response:
        """List what one of a currency is worth in others."""
        query = read_query(request, ExchangeRateQuery)
        asked = rates_asked(query)
        return listing(request, asked.rows, query, asked.shape, ("currency",))


class ConvertMoney(ApiView):
    """What an amount comes to elsewhere."""

    @operation(
        "Convert an amount",
        who=ANYONE,
        answer=ConversionShape,
        query=ConversionQuery,
        errors=[NoExchangeRate],
        public=["currencies"],
        description="Say what an `amount` in `from` comes to in `to`, rounded half up to its smallest coin.",
    )
    def get(self, request: Request) -> Response:
        """Convert an amount, for people to read."""
        query = read_query(request, ConversionQuery)
        found = convert(Decimal(query.amount), query.currency, query.into, on=query.date)
        return ok(ConversionShape.of(found))
