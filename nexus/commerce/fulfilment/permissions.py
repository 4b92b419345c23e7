"""Who may do what with parcels. Whoever works for the store may ship; its money is another matter."""

from typing import Any

import rules
from rules.predicates import Predicate

from nexus.commerce.stores.permissions import runs_store
from nexus.kernel.access import is_admin, is_signed_in
from nexus.kernel.kit.actor import Actor


def _is_for(actor: Actor, part: Any) -> bool:
    return actor.is_signed_in and part.order.customer_id == actor.id


is_its_customer = Predicate(_is_for, name="is_its_customer")
works_for_its_seller = runs_store("seller_id")

# Asked before anything is looked for: a visitor learns nothing of what there is.
rules.add_perm("fulfilment.look_for_sale", is_signed_in)
rules.add_perm("fulfilment.look_for_shipment", is_signed_in)
# All of these are asked of the part.
rules.add_perm("fulfilment.ship_part", works_for_its_seller | is_admin)
rules.add_perm("fulfilment.change_shipment", works_for_its_seller | is_admin)
rules.add_perm("fulfilment.deliver_shipment", works_for_its_seller | is_its_customer | is_admin)
