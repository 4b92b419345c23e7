import pytest

from nexus.kernel.webhooks.models import Delivery, DeliveryState
from nexus.kernel.webhooks.sender import Sender
from tests.receivers import receivers


@pytest.fixture
def there(settings):
    """Receivers on loopback, which this site may call."""
    with receivers() as running:
        settings.OUTBOUND_ALLOW = [running.place]
        settings.OUTBOUND_SECONDS = 0.4
        yield running


@pytest.fixture
def send():
    """Do what the sender's process does, until nothing is due any more."""

    def run(**options) -> None:
        sender = Sender(**{"places": 8, "slow_places": 4, **options})
        while sender.step() or sender.in_hand:
            pass
        sender.stop()

    return run


@pytest.fixture
def due_now():
    """Let the pauses between attempts pass."""
    return lambda: Delivery.objects.filter(state=DeliveryState.WAITING).update(due_at="2026-01-01T00:00Z")
