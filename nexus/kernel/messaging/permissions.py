"""Who may talk; with whom, and which conversations are one's own, is the subjects' and QuerySets' to say."""

import rules

from nexus.kernel.access import is_admin, is_signed_in

# Asked before anything is looked for: a visitor learns nothing of what there is.
rules.add_perm("messaging.talk", is_signed_in)
rules.add_perm("messaging.close_report", is_admin)
