from nexus.commerce.payments.models.payments import Payment, PaymentStatus
from nexus.commerce.payments.models.receipts import Receipt
from nexus.commerce.payments.models.reconciliations import Reconciliation
from nexus.commerce.payments.models.refunds import Refund, RefundLine, RefundStatus
from nexus.commerce.payments.models.sandbox import SandboxCharge, SandboxRefund, SandboxWebhook

__all__ = [
    "Payment",
    "PaymentStatus",
    "Receipt",
    "Reconciliation",
    "Refund",
    "RefundLine",
    "RefundStatus",
    "SandboxCharge",
    "SandboxRefund",
    "SandboxWebhook",
]
