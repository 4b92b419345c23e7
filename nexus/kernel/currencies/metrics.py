from collections.abc import Iterator

from django.utils import timezone

from nexus.kernel.currencies.actions import rates_on
from nexus.kernel.kit.measuring import Figure, measures


@measures
def exchange_rates() -> Iterator[Figure]:
    """Tell how old the rates are that hold today; nothing where there are none."""
    latest = rates_on(None).first()
    if latest is not None:
        age = (timezone.now().date() - latest.day).days
        yield Figure("nexus_exchange_rates_age_days", "Days since the rates that hold were set.", age)
        yield Figure("nexus_exchange_rates_stale", "Whether they are too old to go by.", latest.is_stale)
