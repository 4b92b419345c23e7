"""Who may do what with jobs."""

import rules

from nexus.kernel.access import is_admin, is_signed_in, owns, role
from nexus.kernel.kit.actor import Role

rules.add_perm("postings.add_job", role(Role.EMPLOYER))
rules.add_perm("postings.list_own_jobs", role(Role.EMPLOYER))
# Asked before a job is looked for: a visitor learns nothing of which jobs there are.
rules.add_perm("postings.look_for_job_to_change", is_signed_in)
rules.add_perm("postings.change_job", owns("employer_id") | is_admin)
rules.add_perm("postings.publish_job", is_admin)
