"""Who may have keys. Which ones are theirs is `ApiKey.objects.visible_to`: all others aren't there."""

import rules

from nexus.kernel.access import is_admin, is_signed_in, owns

rules.add_perm("api_keys.look_for_key", is_signed_in)
rules.add_perm("api_keys.revoke_key", is_admin | owns("user_id"))
