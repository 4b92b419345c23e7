from nexus.jobs.postings.models.choices import EmploymentType, JobStatus, SalaryPeriod, WorkplaceType
from nexus.jobs.postings.models.job import Job, JobQuerySet
from nexus.jobs.postings.models.lists import BOARD, PAGE_ON_BOARD

__all__ = [
    "BOARD",
    "PAGE_ON_BOARD",
    "EmploymentType",
    "Job",
    "JobQuerySet",
    "JobStatus",
    "SalaryPeriod",
    "WorkplaceType",
]
