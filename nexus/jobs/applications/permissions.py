"""Who may do what with applications."""

from typing import Any

import rules
from rules.predicates import Predicate

from nexus.kernel.access import is_admin, is_signed_in, owns, role
from nexus.kernel.kit.actor import Actor, Role


def _posted_its_job(actor: Actor, application: Any) -> bool:
    return actor.is_signed_in and application.job.employer_id == actor.id


is_its_employer = Predicate(_posted_its_job, name="is_its_employer")

rules.add_perm("applications.add_application", role(Role.JOB_SEEKER))
# Asked before an application is looked for: a visitor learns nothing of which there are.
rules.add_perm("applications.look_for_application", is_signed_in)
rules.add_perm("applications.list_own_applications", is_signed_in)
rules.add_perm("applications.list_as_seeker", role(Role.JOB_SEEKER))
rules.add_perm("applications.list_as_employer", role(Role.EMPLOYER))
rules.add_perm("applications.withdraw_application", owns("applicant_id") | is_admin)
rules.add_perm("applications.move_application", is_its_employer | is_admin)
