"""What the database itself refuses, whoever writes to it; each case has its twin that goes through."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from nexus.commerce.ledger.models import Account, AccountKind, Entry, Transaction, TransactionKind
from nexus.commerce.ledger.models.accounts import AccountKey
from nexus.kernel.kit.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def accounts(seller):
    keys = [
        AccountKey(AccountKind.SELLER, "EUR", seller_id=seller.pk),
        AccountKey(AccountKind.BANK, "EUR"),
        AccountKey(AccountKind.SELLER, "USD", seller_id=seller.pk),
        AccountKey(AccountKind.BANK, "USD"),
    ]
    ids = Account.objects.ids_for(keys)
    return [ids[key] for key in keys]


def begun():
    return Transaction.objects.create(kind=TransactionKind.PAYOUT, reference=new_id())


def book(*sides, into=None):
    """Write entries straight into the table, past every action."""
    with transaction.atomic():
        into = into or begun()
        Entry.objects.bulk_create(
            Entry(transaction=into, account_id=account, amount=amount, what="x") for account, amount in sides
        )
    return into


def test_what_sums_to_zero_is_booked(accounts):
    eur, bank, usd, us_bank = accounts

    book((eur, 5), (bank, -5))
    book((eur, 5), (bank, -2), (bank, -3), (usd, 7), (us_bank, -7))

    assert Entry.objects.count() == 7
    assert Transaction.objects.unbalanced() == []


def test_what_does_not_sum_to_zero_is_refused_at_the_commit(accounts):
    eur, bank, *_ = accounts

    with pytest.raises(IntegrityError, match="do not sum to zero"):
        book((eur, 5), (bank, -4))

    assert not Transaction.objects.exists()
    assert not Entry.objects.exists()


def test_zero_over_two_currencies_is_not_zero(accounts):
    eur, _, _, us_bank = accounts

    with pytest.raises(IntegrityError, match="do not sum to zero"):
        book((eur, 5), (us_bank, -5))


def test_a_transaction_without_entries_is_refused():
    with pytest.raises(IntegrityError, match="has no entries"):
        begun()


def test_an_entry_of_nothing_is_refused(accounts):
    eur, bank, *_ = accounts

    with pytest.raises(IntegrityError, match="ledger_entry_moves_something"):
        book((eur, 0), (bank, 0))


def test_what_is_booked_takes_no_more_entries(accounts):
    eur, bank, *_ = accounts
    booked = book((eur, 5), (bank, -5))

    with pytest.raises(IntegrityError, match="is closed"):
        book((eur, 5), (bank, -5), into=booked)

    assert Entry.objects.count() == 2


def test_entries_may_follow_in_several_statements_and_savepoints(accounts):
    eur, bank, *_ = accounts

    with transaction.atomic():
        booked = begun()
        with transaction.atomic():
            Entry.objects.create(transaction=booked, account_id=eur, amount=5, what="x")
        Entry.objects.create(transaction=booked, account_id=bank, amount=-5, what="x")

    assert Entry.objects.count() == 2


def test_an_entry_too_many_in_a_later_statement_is_refused(accounts):
    eur, bank, *_ = accounts

    @transaction.atomic
    def book_one_more():
        Entry.objects.create(transaction=book((eur, 5), (bank, -5)), account_id=bank, amount=1, what="x")

    with pytest.raises(IntegrityError, match="do not sum to zero"):
        book_one_more()


@pytest.mark.parametrize("table", ["ledger_account", "ledger_transaction", "ledger_entry"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_what_is_written_is_never_changed_or_taken_out(accounts, table, change):
    eur, bank, *_ = accounts
    book((eur, 5), (bank, -5))

    with (
        pytest.raises((IntegrityError, InternalError), match="never changed or taken out"),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=table))


def test_without_the_trigger_it_would_be_booked(accounts):
    eur, bank, *_ = accounts
    with connection.cursor() as cursor:
        for table in ("ledger_entry", "ledger_transaction"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER balanced")
    try:
        unbalanced, empty = book((eur, 5), (bank, -4)), book()
        assert {unbalanced.pk, empty.pk} == set(Transaction.objects.unbalanced())
    finally:
        with connection.cursor() as cursor:
            for table in ("ledger_entry", "ledger_transaction"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER balanced")
