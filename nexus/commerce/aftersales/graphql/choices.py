"""The models' choices as GraphQL's enums: named here once, for types and inputs alike."""

import strawberry

from nexus.commerce.aftersales.models import ReturnStatus
from nexus.commerce.payments.models import RefundStatus

__all__ = ["RefundStatus", "ReturnStatus"]

strawberry.enum(ReturnStatus)
strawberry.enum(RefundStatus)
