from uuid import UUID

from django.db import transaction

from nexus.commerce.ledger.actions.looking import whose_money
from nexus.commerce.ledger.events import PayoutAccountChanged, PayoutAccountRemoved
from nexus.commerce.ledger.exceptions import NoPayoutAccount
from nexus.commerce.ledger.models import PayoutAccount
from nexus.commerce.stores.actions import open_store
from nexus.commerce.stores.models import sells
from nexus.kernel.access import require, require_recent
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


@transaction.atomic
def set_payout_account(
    actor: Actor, seller_id: UUID | None, *, holder: str, iban: str, bic: str = ""
) -> PayoutAccount:
    """Say where a seller is paid to from the next batch on; the seller alone may, and is told by mail.

    iban, bic: as `rest.serializers.PayoutAccountInput` has checked them, without blanks.
    """
    seller = _own(actor, seller_id)
    if not sells(seller):
        raise Unprocessable("Only sellers are paid out. Ask to become one first.")
    said = {"holder": holder, "iban": iban, "bic": bic, "country": iban[:2], "ending": iban[-4:]}
    account = PayoutAccount.objects.replace(open_store(seller).pk, **said)
    publish(PayoutAccountChanged(seller, str(account)), actor=actor)
    return account


@transaction.atomic
def remove_payout_account(actor: Actor, seller_id: UUID | None) -> UUID:
    """Forget where a seller is paid to: what is owed waits until there is another account; gives whose."""
    seller = _own(actor, seller_id)
    removed, _ = PayoutAccount.objects.filter(pk=seller).delete()
    if not removed:
        raise NoPayoutAccount
    publish(PayoutAccountRemoved(seller), actor=actor)
    return seller


def payout_account(actor: Actor, seller_id: UUID | None) -> PayoutAccount:
    """Give where a seller is paid to, to those who may see the seller's money; else NoPayoutAccount."""
    account = PayoutAccount.objects.filter(pk=whose_money(actor, seller_id)).first()
    if account is None:
        raise NoPayoutAccount
    return account


def _own(actor: Actor, seller_id: UUID | None) -> UUID:
    seller = whose_money(actor, seller_id)
    require(actor, "ledger.change_payout_account", seller)
    require_recent(actor)
    return seller
