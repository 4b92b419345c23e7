"""What is kept of stores: what they say of themselves, the site's share of their sales, who works there."""

from nexus.commerce.stores.models import Member, Store, StoreQuerySet, StoreRole
from nexus.kernel.audit.keeping import History, keep_history
from nexus.kernel.kit.actor import Actor


def _managed(actor: Actor) -> StoreQuerySet:
    return Store.objects.run_by(actor, StoreRole.MANAGER)


keep_history(
    History(
        "store",
        Store,
        (
            "name",
            "description",
            "legal_name",
            "tax_number",
            "address",
            "country",
            "commission_rate",
        ),
        owned=_managed,
    ),
    History("member", Member, ("store_id", "user_id", "role"), of="store", of_column="store_id"),
)
