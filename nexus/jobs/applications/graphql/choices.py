"""The words that applications are described in, as enums of the schema."""

import strawberry

from nexus.jobs.applications.models import ApplicationStatus

__all__ = ["ApplicationStatus"]

strawberry.enum(ApplicationStatus)
