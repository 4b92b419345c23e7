"""What is kept of jobs; a new one tells of itself, and comes by the million."""

from nexus.jobs.postings.models import Job
from nexus.kernel.audit.keeping import History, keep_history

keep_history(
    History(
        "job",
        Job,
        (
            "employer_id",
            "title",
            "description",
            "company_name",
            "location",
            "employment_type",
            "workplace_type",
            "category_id",
            "salary_min",
            "salary_max",
            "salary_currency",
            "salary_period",
            "skills",
            "closes_at",
            "status",
            "source_url",
        ),
        inserts=False,
        owned=Job.objects.owned_by,
    )
)
