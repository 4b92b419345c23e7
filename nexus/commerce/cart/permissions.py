"""Who may do what with carts: an account or a token says whose one is, so only these need a sign-in."""

import rules

from nexus.kernel.access import is_signed_in

rules.add_perm("cart.merge_cart", is_signed_in)
rules.add_perm("cart.order_cart", is_signed_in)
