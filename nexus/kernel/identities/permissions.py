"""Who may have identities. Which are theirs is `Identity.objects.visible_to`: all others aren't there."""

import rules

from nexus.kernel.access import is_signed_in

rules.add_perm("identities.hold", is_signed_in)
