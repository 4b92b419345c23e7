from nexus.jobs.postings import actions
from nexus.kernel.tasks.base import task


@task()
def tell_of_closing() -> None:
    """Tell employers of the jobs whose closing date is near."""
    actions.tell_of_closing()


@task()
def expire_jobs() -> None:
    """Close the jobs whose closing date has passed."""
    actions.expire_jobs()
