"""What buying needs of variants, each in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from nexus.kernel.api.errors import Unprocessable

SELLS_NO_MORE: Final = "Its seller doesn't sell here any more."
Choices = dict[UUID, dict[UUID, dict[str, str]]]

_TO_BUY = """
    SELECT variant.id, variant.product_id, product.seller_id, product.name, variant.sku,
           variant.options::json, product.category_id, variant.weight_grams, product.currency, variant.price,
           (
               SELECT json_object_agg(currency, price::text) FROM catalog_variantprice
               WHERE variant_id = variant.id
           ),
           variant.stock, product.status = 'active' AND seller.is_active, seller.is_active,
           (
               SELECT card FROM catalog_productimage WHERE product_id = product.id AND card <> ''
               ORDER BY position, id LIMIT 1
           )
    FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
    JOIN accounts_user AS seller ON seller.id = product.seller_id
    WHERE variant.id = ANY(%s)
"""
_OF_PRODUCTS = """
    SELECT variant.product_id, variant.id, variant.options::json, seller.is_active
    FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
    JOIN accounts_user AS seller ON seller.id = product.seller_id
    WHERE product.id = ANY(%s) AND product.status = 'active'
    ORDER BY variant.product_id, variant.position, variant.id
"""


class ToBuy(NamedTuple):
    """A variant as carts and orders need it: whose it is, what it is called, what it costs, what is there.

    prices: by currency, its product's own included. image: the name of the file for its card, if it has one.
    is_live: it is on sale, by a seller who sells: an account that is shut sells nothing.
    """

    variant_id: UUID
    product_id: UUID
    seller_id: UUID
    name: str
    sku: str
    options: dict[str, str]
    category_id: int | None
    weight_grams: int
    currency: str
    price: Decimal
    prices: dict[str, Decimal]
    stock: int
    is_live: bool
    is_sold: bool
    image: str | None

    @property
    def refusal(self) -> str:
        """Say why it can't be bought; nothing where it can."""
        if self.is_live:
            return ""
        return "This is not on sale any more." if self.is_sold else SELLS_NO_MORE


def to_buy(variant_ids: Collection[UUID]) -> dict[UUID, ToBuy]:
    """Find variants, for carts and orders."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_BUY, [list(variant_ids)])
        return {row[0]: _to_buy(row) for row in cursor.fetchall()}


def resolve(asked: Sequence[tuple[UUID, UUID | None]]) -> list[UUID]:
    """Name the variant that is meant by each of these."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PRODUCTS, [list({product_id for product_id, _ in asked})])
        choices: Choices = defaultdict(dict)
        shut = set()
        for product_id, variant_id, options, is_sold in cursor.fetchall():
            choices[product_id][variant_id] = options
            if not is_sold:
                shut.add(product_id)
    meant = [
        SELLS_NO_MORE if product_id in shut else _meant(choices.get(product_id, {}), variant_id)
        for product_id, variant_id in asked
    ]
    if faults := {str(place): [said] for place, said in enumerate(meant) if isinstance(said, str)}:
        raise Unprocessable("Some of this can't be bought; details says what.", {"items": faults})
    return [variant_id for variant_id in meant if isinstance(variant_id, UUID)]


def _meant(choices: dict[UUID, dict[str, str]], variant_id: UUID | None) -> UUID | str:
    if not choices:
        return "There is no such product on sale."
    if variant_id is None and len(choices) == 1:
        return next(iter(choices))
    if variant_id in choices:
        return variant_id
    named = "; ".join(f"{choice}: {_said(options)}" for choice, options in choices.items())
    if variant_id is None:
        return f"Choose one of its variants: {named}."
    return f"This product has no such variant. It has: {named}."


def _said(options: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in options.items()) or "the only one"


def _to_buy(row: Sequence[Any]) -> ToBuy:
    *before, currency, price, others, stock, is_live, is_sold, image = row
    prices = {code: Decimal(amount) for code, amount in (others or {}).items()} | {currency: price}
    return ToBuy(*(*before, currency, price, prices, stock, is_live, is_sold, image))
