"""Who may order."""

import rules

from nexus.kernel.access import is_signed_in

rules.add_perm("checkout.place_order", is_signed_in)
