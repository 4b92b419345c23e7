"""Who may do what with shipping methods: all see them, a store's managers set its own, administrators all."""

import rules

from nexus.commerce.stores.permissions import manages_store
from nexus.kernel.access import is_admin, is_signed_in

is_its_manager = manages_store("seller_id")

rules.add_perm("shipping.add_method", is_its_manager | is_admin)
# Asked before a method is looked for: a visitor learns nothing of those that are offered no longer.
rules.add_perm("shipping.look_for_method_to_change", is_signed_in | is_admin)
rules.add_perm("shipping.change_method", is_its_manager | is_admin)
rules.add_perm("shipping.list_own_methods", is_signed_in)
