"""Who may do what after a sale. Money is the managers' matter, not the staff's."""

import rules

from nexus.commerce.orders.permissions import sells_for_someone
from nexus.commerce.stores.models import StoreRole
from nexus.commerce.stores.permissions import runs_store
from nexus.kernel.access import is_admin, is_signed_in, owns

manages_its_store = runs_store("seller_id", StoreRole.MANAGER)
is_its_customer = owns("customer_id")

# Asked before anything is looked for: a visitor learns nothing of what there is.
rules.add_perm("aftersales.look_for_order", is_signed_in)
rules.add_perm("aftersales.look_for_return", is_signed_in)
rules.add_perm("aftersales.list_refunds", is_signed_in)
rules.add_perm("aftersales.list_returns", is_signed_in)
# Asked with the list of sellers whose stores the actor manages.
rules.add_perm("aftersales.see_sales_figures", is_signed_in & sells_for_someone)
# Of an order.
rules.add_perm("aftersales.cancel_order", is_its_customer | is_admin)
rules.add_perm("aftersales.request_return", is_its_customer)
# Of a seller's part.
rules.add_perm("aftersales.cancel_part", manages_its_store | is_admin)
rules.add_perm("aftersales.refund_part", manages_its_store | is_admin)
# Of a return.
rules.add_perm("aftersales.answer_return", manages_its_store | is_admin)
rules.add_perm("aftersales.receive_return", manages_its_store | is_admin)
rules.add_perm("aftersales.withdraw_return", is_its_customer | is_admin)
