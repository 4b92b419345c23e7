from collections.abc import Iterator

from django.utils import timezone

from nexus.kernel.kit.measuring import Figure, measures
from nexus.kernel.mail.models import Mail


@measures
def mail_that_waits() -> Iterator[Figure]:
    """Tell how much mail has still to be sent, and since when."""
    waiting, since = Mail.objects.unsent().waiting()
    yield Figure("nexus_mail_unsent", "Mail that has still to be sent.", waiting)
    age = (timezone.now() - since).total_seconds() if since else 0
    yield Figure("nexus_mail_lag_seconds", "Age of the oldest mail that has still to be sent.", max(age, 0))
