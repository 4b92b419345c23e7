"""Who may do what with sign-ins and factors: everyone with their own, so that nobody else's is ever named."""

import rules

from nexus.kernel.access import is_signed_in

rules.add_perm("authentication.manage_factors", is_signed_in)
rules.add_perm("authentication.manage_sign_ins", is_signed_in)
