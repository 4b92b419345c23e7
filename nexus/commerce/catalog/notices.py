"""Who is told what of goods: a store's managers, that there is little left."""

from collections.abc import Iterator

from nexus.commerce.catalog.models import Variant
from nexus.commerce.inventory.events import StockLow
from nexus.commerce.inventory.models import StockItem
from nexus.commerce.stores.models import StoreRole, team_of
from nexus.kernel.events.bus import Heard
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice, notifies

STOCK_LOW = Kind(
    "stock_low",
    "Stock is running low",
    group="Sales",
    email=Frequency.DAILY,
    example=("Only 3 left of Linen Shirt (SHIRT-M)", "In the warehouse Main. Add to your stock."),
)


@notifies(StockLow, kind=STOCK_LOW)
def stock_low(heard: Heard[StockLow]) -> Iterator[Notice]:
    """Tell the store's managers what to add to, unless they have done so by now."""
    item = StockItem.objects.offered().select_related("warehouse").filter(pk=heard.fact.stock_item_id).first()
    variant = Variant.objects.select_related("product").filter(pk=heard.fact.variant_id).first()
    if item is None or variant is None or not item.runs_low:
        return
    product = variant.product
    for user_id in team_of(item.warehouse.seller_id, StoreRole.MANAGER):
        yield Notice(
            user_id,
            _title(f"{product.name} ({variant.sku})" if variant.sku else product.name, item.unheld),
            f"In the warehouse {item.warehouse.name}. Add to your stock to go on selling it.",
            link=f"/api/products/{product.pk}/",
            about={"product": str(product.pk), "variant": str(variant.pk), "stock": str(item.pk)},
            quiet_key=f"stock:{item.pk}",
        )


def _title(called: str, left: int) -> str:
    return f"Only {left} left of {called}" if left > 0 else f"{called} is sold out"
