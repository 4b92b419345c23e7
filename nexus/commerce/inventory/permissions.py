"""Who may do what with stock."""

import rules

from nexus.commerce.stores.models import StoreRole
from nexus.commerce.stores.permissions import manages_store, runs_store
from nexus.kernel.access import is_admin, is_signed_in

_manages = runs_store("seller_id", StoreRole.MANAGER)

# Asked before a warehouse or a stock is looked for: a visitor learns nothing of which there are.
rules.add_perm("inventory.look_for_stock", is_signed_in)
rules.add_perm("inventory.open_warehouse", manages_store("seller_id") | is_admin)
rules.add_perm("inventory.change_warehouse", _manages | is_admin)
rules.add_perm("inventory.change_stock", _manages | is_admin)
