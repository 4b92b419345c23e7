"""Who may look into the log, and have it heard again."""

import rules

from nexus.kernel.access import is_admin

rules.add_perm("events.list_events", is_admin)
rules.add_perm("events.resend_delivery", is_admin)
rules.add_perm("events.replay_event", is_admin)
