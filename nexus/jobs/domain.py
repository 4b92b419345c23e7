"""The job board: what it adds to a site where it is switched on."""

from nexus.kernel.kit.domain import Domain

DOMAIN = Domain(
    name="jobs",
    apps=("nexus.jobs.postings", "nexus.jobs.applications", "nexus.jobs.imports"),
    urls="nexus.jobs.urls",
    schema="nexus.jobs.schema",
    schedule={"expire-jobs": {"task": "nexus.jobs.postings.tasks.expire_jobs", "schedule": 60}},
)
