"""Who may do what with notifications: each account its own, asked before anything is looked for."""

import rules

from nexus.kernel.access import is_signed_in

rules.add_perm("notifications.list_own", is_signed_in)
rules.add_perm("notifications.read_own", is_signed_in)
rules.add_perm("notifications.delete_own", is_signed_in)
rules.add_perm("notifications.set_preferences", is_signed_in)
