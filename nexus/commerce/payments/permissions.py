"""Who may pay, and who may give money back."""

import rules

from nexus.commerce.stores.models import StoreRole
from nexus.commerce.stores.permissions import runs_store
from nexus.kernel.access import is_admin, is_signed_in, owns

# Asked before an order or a payment is looked for: a visitor learns nothing of which there are.
rules.add_perm("payments.look_for_payment", is_signed_in)
rules.add_perm("payments.pay_order", owns("customer_id"))
rules.add_perm("payments.refund_part", runs_store("seller_id", StoreRole.MANAGER) | is_admin)
rules.add_perm("payments.reconcile", is_admin)
