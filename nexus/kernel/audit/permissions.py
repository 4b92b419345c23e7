"""Who may read what was written down; whose a thing's history is, its room's `histories.py` says."""

import rules

from nexus.kernel.access import is_admin, is_signed_in

rules.add_perm("audit.list_changes", is_admin)
rules.add_perm("audit.read_history", is_signed_in)
rules.add_perm("audit.list_security_events", is_signed_in)
