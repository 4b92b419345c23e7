from datetime import timedelta

from django.utils import timezone

from nexus.commerce.payments.actions import handle_receipts_left_over, reconcile, settle_left_over
from nexus.commerce.payments.providers import offered
from nexus.commerce.payments.providers.sandbox.notices import send_due_webhooks
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK

RECONCILED = timedelta(days=2)


@task()
def settle_what_is_left_over() -> None:
    """Find out what came of payments and refunds that a crash or a silent provider left under way."""
    settle_left_over()
    handle_receipts_left_over()


@task(queue=BULK)
def reconcile_with_providers() -> None:
    """Compare the last days with what each provider says."""
    now = timezone.now()
    for provider in offered():
        reconcile(SYSTEM, provider, now - RECONCILED, now)


@task()
def send_sandbox_webhooks() -> None:
    """Be the sandbox, where it is on: send its webhooks to this site."""
    if "sandbox" in offered():
        send_due_webhooks()
