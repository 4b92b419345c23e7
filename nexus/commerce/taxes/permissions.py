"""Who may do what with tax rules: everyone sees them, administrators set them."""

import rules

from nexus.kernel.access import is_admin

rules.add_perm("taxes.add_tax_rule", is_admin)
rules.add_perm("taxes.change_tax_rule", is_admin)
rules.add_perm("taxes.remove_tax_rule", is_admin)
