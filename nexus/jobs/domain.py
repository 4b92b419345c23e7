"""The job board: what it adds to a site where it is switched on."""

from nexus.kernel.kit.domain import Domain
from nexus.kernel.kit.scopes import Scopes

DOMAIN = Domain(
    name="jobs",
    apps=("nexus.jobs.postings", "nexus.jobs.applications", "nexus.jobs.imports"),
    urls="nexus.jobs.urls",
    schema="nexus.jobs.schema",
    scopes=Scopes(
        sentences={
            "jobs:read": "See jobs, one's own drafts among them.",
            "jobs:write": "Add, change, publish, close and delete jobs.",
            "applications:read": "See applications, sent and received.",
            "applications:write": "Apply, withdraw, and answer applications.",
        },
        rooms={
            "nexus.jobs.postings": ("jobs:read", "jobs:write"),
            "nexus.jobs.applications": ("applications:read", "applications:write"),
        },
    ),
    schedule={
        "expire-jobs": {"task": "nexus.jobs.postings.tasks.expire_jobs", "schedule": 60},
        "tell-of-closing-jobs": {"task": "nexus.jobs.postings.tasks.tell_of_closing", "schedule": 900},
    },
)
