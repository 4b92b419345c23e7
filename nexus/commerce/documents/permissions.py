"""Who may read documents; which ones is `Document.objects.visible_to`'s to say."""

import rules

from nexus.kernel.access import is_signed_in

rules.add_perm("documents.look_for_document", is_signed_in)
