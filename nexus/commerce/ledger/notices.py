"""Who is told what of payouts: the seller, and the managers of its store."""

from collections.abc import Iterator

from nexus.commerce.ledger.events import PayoutFailed, PayoutPaid
from nexus.commerce.ledger.models import Payout
from nexus.commerce.stores.models import StoreRole, team_of
from nexus.kernel.events.bus import Heard
from nexus.kernel.kit.money import from_minor, money
from nexus.kernel.notifications.kinds import Kind, Notice, notifies

PAYOUT_PAID = Kind(
    "payout_paid",
    "A payout was paid",
    group="Money",
    example=("1,240.50 EUR were paid out to you", "Your bank may take a day to show it."),
)
PAYOUT_FAILED = Kind(
    "payout_failed",
    "A payout failed",
    group="Money",
    example=("A payout of 1,240.50 EUR failed", "The account is closed. The money is on your balance again."),
)


@notifies(PayoutPaid, kind=PAYOUT_PAID)
def payout_paid(heard: Heard[PayoutPaid]) -> Iterator[Notice]:
    """Tell them that the bank has carried a payout out."""
    payout, amount = _payout(heard)
    yield from _told(payout, f"{amount} were paid out to you", "Your bank may take a day to show it.")


@notifies(PayoutFailed, kind=PAYOUT_FAILED)
def payout_failed(heard: Heard[PayoutFailed]) -> Iterator[Notice]:
    """Tell them that a payout didn't arrive, and why."""
    payout, amount = _payout(heard)
    text = f"{payout.reason} The money is on your balance again.".lstrip()
    yield from _told(payout, f"A payout of {amount} failed", text)


def _payout(heard: Heard[PayoutPaid] | Heard[PayoutFailed]) -> tuple[Payout, str]:
    payout = Payout.objects.select_related("batch").get(pk=heard.fact.payout_id)
    currency = payout.batch.currency
    return payout, money(from_minor(payout.amount, currency), currency)


def _told(payout: Payout, title: str, text: str) -> Iterator[Notice]:
    link, about = f"/api/payouts/{payout.pk}/", {"payout": str(payout.pk)}
    for user_id in team_of(payout.seller_id, StoreRole.MANAGER):
        yield Notice(user_id, title, text, link=link, about=about)
