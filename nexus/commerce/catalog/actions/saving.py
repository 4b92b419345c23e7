"""What every change of the catalogue has in common."""

from uuid import UUID

from nexus.commerce.catalog.events import ProductChanged
from nexus.commerce.catalog.models import Product
from nexus.kernel.access import require
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.search.vocabulary import learn

AREA = "catalog"


def to_change(actor: Actor, product_id: UUID) -> Product:
    """Give the product, locked with all that hangs on it, to one who may change it.

    Not so firmly that an order of it would have to wait.
    """
    require(actor, "catalog.look_for_product_to_change")
    product = Product.objects.visible_to(actor).kept().select_for_update(no_key=True).get(pk=product_id)
    require(actor, "catalog.change_product", product)
    return product


def save_product(product: Product) -> None:
    """Check a product's fields, write it, and teach the search its words."""
    product.full_clean(exclude={"seller", "category"}, validate_unique=False, validate_constraints=False)
    with constraints_of(Product):
        product.save()
    learn(AREA, product.searched_texts)


def announce(fact: Fact, actor: Actor) -> None:
    """Tell the log, and end what is cached of the catalogue."""
    bump("catalog")
    publish(fact, actor=actor)


def save_with_its_variants(product: Product, actor: Actor) -> None:
    """Write a product whose variants changed: its prices are the cheapest one's."""
    product.take_prices()
    product.save(update_fields=["price", "compare_at_price", "updated_at"])
    announce(ProductChanged(product.pk), actor)
