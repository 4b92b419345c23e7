from nexus.jobs.postings.models.choices import EmploymentType, JobStatus, SalaryPeriod, WorkplaceType
from nexus.jobs.postings.models.job import Job, JobQuerySet

__all__ = ["EmploymentType", "Job", "JobQuerySet", "JobStatus", "SalaryPeriod", "WorkplaceType"]
