"""Who may do what with orders; which of them one sees is the QuerySets' to say."""

import rules
from rules.predicates import Predicate

from nexus.kernel.access import is_signed_in

# Asked with the list of sellers that the actor sells for, as far as this wants it.
sells_for_someone = Predicate(lambda _, sellers: bool(sellers), name="sells_for_someone")

# Asked before an order is looked for: a visitor learns nothing of which there are.
rules.add_perm("orders.list_own_orders", is_signed_in)
rules.add_perm("orders.look_for_order", is_signed_in)
rules.add_perm("orders.look_for_sale", is_signed_in)
rules.add_perm("orders.list_sales", is_signed_in & sells_for_someone)
