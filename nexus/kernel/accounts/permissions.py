"""Who may do what with accounts."""

import rules

from nexus.kernel.access import is_admin, is_signed_in, owns

rules.add_perm("accounts.list_users", is_admin)
rules.add_perm("accounts.view_user", is_signed_in)
rules.add_perm("accounts.view_user_in_full", is_admin | owns("pk"))
rules.add_perm("accounts.change_user", is_admin | owns("pk"))
rules.add_perm("accounts.change_standing", is_admin)  # is_active, is_premium
rules.add_perm("accounts.delete_user", is_admin)
rules.add_perm("accounts.keep_addresses", is_signed_in)
rules.add_perm("accounts.export_own", is_signed_in)
