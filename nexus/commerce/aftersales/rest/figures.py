from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.aftersales.models.figures import DayRow, ProductRow, days_of, top_products_of
from nexus.commerce.aftersales.rest.figure_shapes import (
    CurrencyFigures,
    FiguresQuery,
    SalesDay,
    SalesFigures,
    TopProduct,
)
from nexus.commerce.orders.models import sellers_of
from nexus.commerce.stores.models import StoreRole
from nexus.kernel.access import require
from nexus.kernel.api.answers import ok
from nexus.kernel.api.operations import operation
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.kit.actor import Actor

MOST_PRODUCTS: Final = 10

Totals = tuple[int, int, Decimal, Decimal, Decimal]


class SalesFiguresView(ApiView):
    """What a seller's sales come to."""

    @operation(
        "Show sales figures",
        who="the seller and the store's managers",
        answer=SalesFigures,
        query=FiguresQuery,
        description="What was sold and given back from one day to another (UTC, both counted in), in each "
        "currency: in all, by day, and for the ten products that brought in most. `gross` is what customers "
        "paid, with taxes and shipping, on the day they paid; `refunded` what went back, on the day it went; "
        "`net` is `gross` less `refunded`. A sale that was cancelled counts as sold and as refunded.",
    )
    def get(self, request: Request) -> Response:
        """Show what was sold, and given back, in a span of days."""
        return ok(figures_for(self.actor, read_query(request, FiguresQuery)))


def figures_for(actor: Actor, query: FiguresQuery) -> SalesFigures:
    """Add up what the stores that the actor manages sold and gave back: two statements, whatever it was."""
    sellers = sellers_of(actor, StoreRole.MANAGER)
    require(actor, "aftersales.see_sales_figures", sellers)
    since, until = query.span
    days = days_of(sellers, since, until)
    products = top_products_of(sellers, since, until, MOST_PRODUCTS)
    currencies = dict.fromkeys(row.currency for row in days)
    return SalesFigures(since, until, [_figures(currency, days, products) for currency in currencies])


def _figures(currency: str, days: Collection[DayRow], products: Collection[ProductRow]) -> CurrencyFigures:
    own = [row for row in days if row.currency == currency]
    top = [row for row in products if row.currency == currency]
    return CurrencyFigures(
        *_totals(own),
        currency,
        sum(row.orders for row in own),
        [SalesDay(*_totals([row]), row.day, row.orders) for row in own],
        [TopProduct(*_totals([row]), row.product, row.name) for row in top],
    )


def _totals(rows: Sequence[DayRow | ProductRow]) -> Totals:
    gross = sum((row.gross for row in rows), Decimal(0))
    refunded = sum((row.refunded for row in rows), Decimal(0))
    units, refunded_units = sum(row.units for row in rows), sum(row.refunded_units for row in rows)
    return units, refunded_units, gross, refunded, gross - refunded
