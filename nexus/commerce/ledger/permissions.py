"""Who may see and move money."""

from uuid import UUID

import rules
from rules.predicates import Predicate

from nexus.commerce.stores.models import Store, StoreRole
from nexus.kernel.access import is_admin, is_signed_in
from nexus.kernel.kit.actor import Actor


def _keeps_the_books_of(actor: Actor, seller_id: UUID) -> bool:
    if actor.id == seller_id:
        return actor.is_signed_in
    return Store.objects.run_by(actor, StoreRole.MANAGER).filter(pk=seller_id).exists()


def _is_the_seller(actor: Actor, seller_id: UUID) -> bool:
    return actor.is_signed_in and actor.id == seller_id


keeps_the_books = Predicate(_keeps_the_books_of, name="keeps_the_books")

rules.add_perm("ledger.look_at_money", is_signed_in)
rules.add_perm("ledger.see_money", is_admin | keeps_the_books)
rules.add_perm("ledger.adjust_balance", is_admin)
rules.add_perm("ledger.run_payouts", is_admin)
rules.add_perm("ledger.change_commission_rate", is_admin)
# Whoever could change it could have the money: no manager, and no administrator either.
rules.add_perm("ledger.change_payout_account", Predicate(_is_the_seller, name="is_the_seller"))
