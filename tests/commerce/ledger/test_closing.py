"""Closed days: what is kept of them is what their entries come to, and nothing can be added to them."""

from datetime import UTC, date, datetime, time, timedelta
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import InternalError, OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from nexus.commerce.ledger.actions import close_days
from nexus.commerce.ledger.models import Account, Closing, Entry, Total
from nexus.commerce.ledger.models.entries import beginning_of
from nexus.commerce.ledger.tasks import close_days_that_ended
from tests.factories.accounts import UserFactory
from tests.factories.ledger import payout, sale, sale_of_day, share
from tests.together import all_at_once

pytestmark = pytest.mark.django_db

# Not long ago: up to today each day is closed by itself.
DAY = timezone.now().date() - timedelta(days=12)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def balance_of(seller) -> int:
    (row,) = Account.objects.of_seller(seller.pk).balances()
    return -row["balance"]


def summed(account: Account, before: datetime | None = None) -> int:
    """From the first entry on, as it was done before totals were kept."""
    entries = Entry.objects.filter(account=account)
    entries = entries.filter(happened_at__lt=before) if before else entries
    return sum(entries.values_list("amount", flat=True))


def assert_kept_is_summed() -> None:
    accounts = Account.objects.with_balance()
    assert {account.pk: account.balance for account in accounts} == {
        account.pk: summed(account) for account in accounts
    }
    assert Total.objects.wrong() == []


def test_a_balance_is_the_same_before_and_after_its_days_are_closed(seller):
    for number, goods in enumerate((10_00, 20_00, 30_00)):
        sale_of_day(day(number), seller.pk, goods, commission=1_00)
    before = balance_of(seller)

    assert close_days(beginning_of(day(2), 1) + timedelta(hours=1)) == 3

    assert before == balance_of(seller) == 57_00
    assert Closing.objects.count() == 3
    assert Total.objects.filter(account__seller=seller).values_list("balance", "entries").last() == (
        -57_00,
        3,
    )
    assert_kept_is_summed()


def test_what_is_booked_after_a_closing_counts_too(seller):
    sale_of_day(day(0), seller.pk, 10_00)
    close_days()

    sale(share(seller.pk, "5.00"))

    assert balance_of(seller) == 15_00
    assert_kept_is_summed()


def test_today_and_the_first_hour_after_it_stay_open(seller):
    sale_of_day(day(0), seller.pk, 10_00)

    for now in (
        beginning_of(day(0), 0),
        beginning_of(day(0), 1),
        beginning_of(day(0), 1) + timedelta(minutes=59),
    ):
        assert close_days(now) == 0

    assert close_days(beginning_of(day(0), 1) + timedelta(hours=1)) == 1
    assert close_days(beginning_of(day(0), 1) + timedelta(hours=1)) == 0


def test_an_empty_ledger_has_nothing_to_close():
    assert close_days() == 0


def test_nothing_is_booked_into_a_closed_day(seller):
    sale_of_day(day(0), seller.pk, 10_00)
    close_days(beginning_of(day(1)) + timedelta(hours=1))

    with pytest.raises(IntegrityError, match=f"closed until {day(1)}"), transaction.atomic():
        sale_of_day(day(0), seller.pk, 10_00)

    sale_of_day(day(1), seller.pk, 10_00)
    assert balance_of(seller) == 20_00
    assert_kept_is_summed()


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_the_check_would_tell(seller):
    sale_of_day(day(0), seller.pk, 10_00)
    close_days(beginning_of(day(1)) + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER open")
        sale_of_day(day(0), seller.pk, 10_00)
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER open")

    assert len(Total.objects.wrong()) == 2
    with pytest.raises(CommandError, match=rf"held until {day(1)} is -?2000, and -?1000 was kept"):
        call_command("ledger", "check")


@pytest.mark.parametrize("table", ["ledger_closing", "ledger_total"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET until = until", "DELETE FROM {table}"])
def test_what_is_kept_is_never_changed_or_taken_out(seller, table, change):
    sale_of_day(day(0), seller.pk, 10_00)
    close_days()

    with (
        pytest.raises((IntegrityError, InternalError), match="never changed or taken out"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=table))


def test_a_statement_opens_and_closes_on_closed_and_open_days(client_of, seller):
    for number in (0, 1, 3):
        sale_of_day(day(number), seller.pk, 10_00)
    close_days(beginning_of(day(2)) + timedelta(hours=1))

    for since, until, opening, closing in [
        (0, 0, "0.00", "10.00"),
        (1, 1, "10.00", "20.00"),
        (2, 2, "20.00", "20.00"),
        (3, 9, "20.00", "30.00"),
        (-9, -1, "0.00", "0.00"),
    ]:
        query = {"since": day(since).isoformat(), "until": day(until).isoformat()}
        told = client_of(seller).get("/api/statement/", query).json()
        assert (told["opening_balance"], told["closing_balance"]) == (opening, closing), (since, until)


def test_the_trial_balance_counts_closed_and_open_days(seller):
    sale_of_day(day(0), seller.pk, 10_00, commission=1_00)
    close_days()
    sale(share(seller.pk, "20.00"))

    rows = {row["kind"]: row["balance"] for row in Account.objects.trial_balance()}

    assert rows == {"provider": 30_00, "seller": -29_00, "commission": -1_00}


def test_a_payout_takes_what_closed_and_open_days_left(seller):
    sale_of_day(day(0), seller.pk, 10_00)
    close_days()

    paid = payout(seller.pk, "5.00")

    assert paid.amount == 15_00
    assert balance_of(seller) == 0


def test_the_task_closes_what_has_ended(seller):
    sale_of_day(timezone.now().date() - timedelta(days=3), seller.pk, 10_00)

    close_days_that_ended()

    assert Closing.objects.exists()
    assert_kept_is_summed()


_MOVES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(1, 9_999)), max_size=15)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(moves=_MOVES, closed=st.lists(st.integers(0, 7), max_size=3))
def test_whatever_is_closed_when_balances_are_what_entries_come_to(db, moves, closed):
    with transaction.atomic():
        sellers = [UserFactory() for _ in range(3)]
        for number in range(6):
            for _, who, coins in (move for move in moves if move[0] == number):
                sale_of_day(day(number), sellers[who].pk, coins)
            if number in closed:
                close_days(beginning_of(day(number), 1) + timedelta(hours=1))
        assert_kept_is_summed()
        for account in Account.objects.all():
            for number in range(-1, 8):
                for moment in (beginning_of(day(number)), beginning_of(day(number)) + timedelta(hours=13)):
                    assert Account.objects.owed(account.pk, moment) == -summed(account, moment)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_closing_waits_for_a_booking_under_way_and_counts_it(seller):
    sale_of_day(day(0), seller.pk, 10_00)
    booked, go_on = Event(), Event()

    def book_slowly() -> None:
        try:
            with transaction.atomic():
                sale_of_day(day(0), seller.pk, 5_00)
                booked.set()
                go_on.wait(10)
        finally:
            connections.close_all()

    slow = Thread(target=book_slowly)
    slow.start()
    assert booked.wait(10)
    with pytest.raises(OperationalError, match="lock timeout"):
        close_days()
    assert not Closing.objects.exists()
    go_on.set()
    slow.join()

    close_days()

    assert balance_of(seller) == 15_00
    assert_kept_is_summed()


@pytest.mark.django_db(transaction=True)
def test_sales_and_closings_at_once_lose_no_coin(seller):
    yesterday = timezone.now().date() - timedelta(days=1)
    late = datetime.combine(yesterday, time(23), UTC)

    def sell() -> str:
        try:
            sale_of_day(yesterday, seller.pk, 1_00)
        except IntegrityError:
            return "late"
        return "booked"

    def close() -> str:
        Closing.objects.close_until(late - timedelta(hours=23), beginning_of(yesterday, 1))
        return "closed"

    told = all_at_once([sell] * 8 + [close] * 4 + [sell] * 4)

    assert told.count("closed") == 4
    assert Closing.objects.count() == 1
    assert sum(-row["balance"] for row in Account.objects.of_seller(seller.pk).balances()) == (
        100 * told.count("booked")
    )
    assert_kept_is_summed()


def test_an_adjustment_made_now_is_never_late(admin, seller, client_of):
    sale_of_day(day(0), seller.pk, 10_00)
    close_days()
    said = {"seller": str(seller.pk), "amount": "-1.00", "currency": "USD", "reason": "Damage."}

    assert client_of(admin).post("/api/adjustments/", said).status_code == 201
    assert balance_of(seller) == 9_00
