from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from nexus.kernel.webhooks.models import Delivery, Endpoint, EndpointState, Secret

BATCH: Final = 1_000


def sweep() -> int:
    """Forget deliveries that were settled long ago with their attempts, deleted endpoints, old secrets."""
    now = timezone.now()
    Secret.objects.filter(expires_at__lt=now).delete()
    kept_since = now - timedelta(days=settings.WEBHOOK_KEPT_DAYS)
    forgotten = _sweep_deliveries(Delivery.objects.outlived(before=kept_since))
    deleted = Endpoint.objects.filter(state=EndpointState.DELETED)
    forgotten += _sweep_deliveries(Delivery.objects.filter(endpoint__in=deleted))
    deleted.delete()
    return forgotten


def _sweep_deliveries(old: "QuerySet[Delivery]") -> int:
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Delivery.objects.filter(pk__in=ids).delete()
        forgotten += len(ids)
    return forgotten
