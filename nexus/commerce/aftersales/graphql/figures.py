"""What a seller's sales come to, in GraphQL: the figures that REST shows, once more as types."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import UNSET

from nexus.commerce.aftersales.rest.figure_shapes import FiguresQuery, SalesFigures as FiguresShape
from nexus.commerce.aftersales.rest.figures import figures_for
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import shown_as
from nexus.kernel.api.graphql.inputs import read_narrowing


@strawberry.type
class Takings:
    """What customers paid, with taxes and shipping (gross), what of it went back, and what is left."""

    units: int
    refunded_units: int
    gross: Decimal
    refunded: Decimal
    net: Decimal


@strawberry.type
class SalesDay(Takings):
    """What was sold, and what was given back, on one day."""

    day: date
    orders: int


@strawberry.type
class TopProduct(Takings):
    """One of the products that brought in most, without shipping."""

    product: strawberry.ID
    name: str


@strawberry.type
class CurrencyFigures(Takings):
    """What was sold, and what was given back, in one currency."""

    currency: str
    orders: int
    days: list[SalesDay]
    top_products: list[TopProduct]


@strawberry.type
class SalesFigures:
    """What was sold and given back from one day to another, in each currency."""

    since: date
    until: date
    currencies: list[CurrencyFigures]


@strawberry.type
class FiguresOfSales:
    """What one may ask of what sales come to."""

    @shown_as(SalesFigures)
    def sales_figures(
        self, info: Info, since: date | None = UNSET, until: date | None = UNSET
    ) -> FiguresShape:
        """What was sold and given back between two days (UTC, both counted in), or in the last 30."""
        return figures_for(info.context.actor, read_narrowing(FiguresQuery, None, since=since, until=until))
