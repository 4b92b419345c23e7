"""Who may have endpoints. Which ones are theirs is `Endpoint.objects.visible_to`: all others aren't there."""

import rules

from nexus.kernel.access import is_admin, is_signed_in

# Asked before anything is looked for: a visitor learns nothing of what there is.
rules.add_perm("webhooks.look_for_endpoint", is_signed_in | is_admin)
rules.add_perm("webhooks.hear_everything", is_admin)
rules.add_perm("webhooks.replay_everywhere", is_admin)
