from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from nexus.commerce.catalog.actions.saving import announce, to_change
from nexus.commerce.catalog.events import ProductChanged
from nexus.commerce.catalog.models import VariantPrice
from nexus.kernel.api.errors import Unprocessable, ValidationFailed
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.currencies import known_currency


class PriceFields(TypedDict, total=False):
    """What a variant costs."""

    price: Decimal
    compare_at_price: Decimal | None


@transaction.atomic
def set_price(
    actor: Actor, product_id: UUID, variant_id: UUID, currency: str, fields: PriceFields
) -> VariantPrice:
    """Say what a variant costs in a currency that isn't its product's own."""
    product = to_change(actor, product_id)
    variant = product.variants.get(pk=variant_id)
    _expect_currency(currency)
    if currency == product.currency:
        raise Unprocessable(f"{currency} is the product's own currency: change the variant's price instead.")
    price = VariantPrice.objects.filter(variant=variant, currency=currency).first()
    price = price or VariantPrice(variant=variant, currency=currency)
    price.price, price.compare_at_price = fields["price"], fields.get("compare_at_price")
    price.full_clean(exclude={"variant"}, validate_unique=False, validate_constraints=False)
    with constraints_of(VariantPrice):
        price.save()
    announce(ProductChanged(product.pk), actor)
    return price


@transaction.atomic
def remove_price(actor: Actor, product_id: UUID, variant_id: UUID, currency: str) -> None:
    """Sell a variant in this currency no longer."""
    product = to_change(actor, product_id)
    variant = product.variants.get(pk=variant_id)
    variant.prices.get(currency=currency).delete()
    announce(ProductChanged(product.pk), actor)


def _expect_currency(code: str) -> None:
    try:
        known_currency(code)
    except ValidationError as refusal:
        raise ValidationFailed(details={"currency": refusal.messages}) from refusal
