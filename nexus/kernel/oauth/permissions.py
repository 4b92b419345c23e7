"""Who may have programs. Which ones are theirs is `Client.objects.visible_to`: all others aren't there."""

import rules

from nexus.kernel.access import is_signed_in

rules.add_perm("oauth.look_for_client", is_signed_in)
rules.add_perm("oauth.end_authorization", is_signed_in)
