"""How sales figures are put together: three statements, whatever was sold."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from nexus.commerce.orders.models import LineQuerySet, OrderLine, OrderPart, PartQuerySet
from nexus.commerce.orders.rest.sales import CurrencyFigures, SalesDay, SalesFigures, TopProduct

MOST_PRODUCTS = 10


def figures_of(sellers: Collection[UUID], since: date, until: date) -> SalesFigures:
    """Sum up what these sellers sold from one day to another, both counted in."""
    parts = OrderPart.objects.sold_by(sellers).sold_between(since, until)
    lines = OrderLine.objects.sold_in(parts)
    days, top_products = _days(parts, lines), _top_products(lines)
    figures = [_added_up(currency, own, top_products[currency]) for currency, own in days.items()]
    return SalesFigures(since, until, figures)


def _days(parts: PartQuerySet, lines: LineQuerySet) -> dict[str, list[SalesDay]]:
    units = {(row["currency"], row["day"]): row["units"] for row in lines.units_per_day()}
    found: dict[str, list[SalesDay]] = defaultdict(list)
    for row in parts.per_day():
        sold = units[row["currency"], row["day"]]
        found[row["currency"]].append(SalesDay(row["day"], row["orders"], sold, row["sales"]))
    return found


def _top_products(lines: LineQuerySet) -> dict[str, list[TopProduct]]:
    found: dict[str, list[TopProduct]] = defaultdict(list)
    for row in lines.top_products(MOST_PRODUCTS):
        product = TopProduct(row["product_id"], row["called"], row["units"], row["sales"])
        found[row["currency"]].append(product)
    return found


def _added_up(currency: str, days: list[SalesDay], top_products: list[TopProduct]) -> CurrencyFigures:
    return CurrencyFigures(
        currency,
        sum(day.orders for day in days),
        sum(day.units for day in days),
        sum((day.sales for day in days), Decimal(0)),
        days,
        top_products,
    )
