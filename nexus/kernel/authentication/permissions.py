"""Who may do what with sign-ins and factors: everyone with their own; an administrator takes others' away."""

import rules

from nexus.kernel.access import is_admin, is_signed_in

rules.add_perm("authentication.manage_factors", is_signed_in)
rules.add_perm("authentication.manage_sign_ins", is_signed_in)
rules.add_perm("authentication.end_others_sign_in", is_admin)
rules.add_perm("authentication.take_others_factor", is_admin)
