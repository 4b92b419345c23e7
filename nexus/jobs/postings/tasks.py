from nexus.jobs.postings import actions
from nexus.kernel.tasks.base import task


@task()
def expire_jobs() -> None:
    """Close the jobs whose closing date has passed."""
    actions.expire_jobs()
