"""The models' choices as GraphQL's enums: named here once, for types and inputs alike."""

import strawberry

from nexus.kernel.messaging.models import ReportReason, ReportStatus

__all__ = ["ReportReason", "ReportStatus"]

strawberry.enum(ReportReason, name="MessageReportReason")
strawberry.enum(ReportStatus, name="MessageReportStatus")
