"""The words that jobs are described in, as enums of the schema."""

import strawberry

from nexus.jobs.postings.models import EmploymentType, JobStatus, SalaryPeriod, WorkplaceType

__all__ = ["EmploymentType", "JobStatus", "SalaryPeriod", "WorkplaceType"]

for _choices in (EmploymentType, JobStatus, SalaryPeriod, WorkplaceType):
    strawberry.enum(_choices)
