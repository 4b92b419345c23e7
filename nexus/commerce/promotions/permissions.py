"""Who may do what with coupons: a store's managers with its own, administrators with all."""

import rules

from nexus.commerce.stores.permissions import manages_store
from nexus.kernel.access import is_admin, is_signed_in

is_its_manager = manages_store("seller_id")

# Asked before a coupon is looked for: a visitor learns nothing of which there are.
rules.add_perm("promotions.look_for_coupon", is_signed_in)
rules.add_perm("promotions.add_coupon", is_its_manager | is_admin)
rules.add_perm("promotions.change_coupon", is_its_manager | is_admin)
