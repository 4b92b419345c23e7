"""Who may do what with products."""

import rules

from nexus.commerce.stores.models import StoreRole
from nexus.commerce.stores.permissions import runs_store
from nexus.kernel.access import is_admin, is_signed_in, role
from nexus.kernel.kit.actor import Role

is_its_seller = runs_store("seller_id", StoreRole.MANAGER)

rules.add_perm("catalog.add_product", role(Role.SELLER))
rules.add_perm("catalog.add_product_to_store", runs_store("pk", StoreRole.MANAGER))
# Asked before a product is looked for: a visitor learns nothing of those that aren't on sale.
rules.add_perm("catalog.look_for_product_to_change", is_signed_in | is_admin)
rules.add_perm("catalog.change_product", is_its_seller | is_admin)
rules.add_perm("catalog.restore_product", is_its_seller | is_admin)
rules.add_perm("catalog.approve_product", is_admin)
rules.add_perm("catalog.feature_product", is_admin)
rules.add_perm("catalog.add_product_images", is_its_seller)
rules.add_perm("catalog.list_own_products", is_signed_in)
