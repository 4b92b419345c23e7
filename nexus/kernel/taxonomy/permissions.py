"""Who may do what with categories."""

import rules

from nexus.kernel.access import is_admin, role
from nexus.kernel.kit.actor import Role

rules.add_perm("taxonomy.add_category", is_admin | role(Role.SELLER) | role(Role.EMPLOYER))
rules.add_perm("taxonomy.change_category", is_admin | role(Role.SELLER))
rules.add_perm("taxonomy.delete_category", is_admin)
