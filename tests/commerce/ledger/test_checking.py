from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from nexus.commerce.ledger.models import Account
from tests.factories.accounts import UserFactory
from tests.factories.ledger import sale, share

pytestmark = pytest.mark.django_db


def check():
    told = StringIO()
    call_command("ledger", "check", stdout=told)
    return told.getvalue()


def test_it_shows_the_trial_balance(seller):
    sale(share(seller.pk, "100.00", commission="10.00"), share(UserFactory().pk, "50.00"))
    sale(share(seller.pk, "500.00"), currency="JPY", provider="stripe")

    told = check()

    assert [line.split() for line in told.splitlines()[:-1]] == [
        ["JPY", "provider", "stripe", "500.00"],
        ["JPY", "seller", "-500.00"],
        ["USD", "commission", "-10.00"],
        ["USD", "provider", "sandbox", "150.00"],
        ["USD", "seller", "-140.00"],
    ]
    assert told.splitlines()[-1] == (
        "Every currency sums to zero, and so does each of 2 transactions; "
        "all 0 totals of closed days are what their entries come to."
    )


def test_an_empty_ledger_is_right():
    assert "each of 0 transactions" in check()


@pytest.mark.django_db(transaction=True)
def test_a_difference_is_told(seller):
    sale(share(seller.pk, "100.00"))
    with connection.cursor() as cursor:  # as someone with the database's own password could
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER append_only")
        cursor.execute("UPDATE ledger_entry SET amount = amount + 1 WHERE amount > 0")
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER append_only")

    with pytest.raises(CommandError, match=r"USD sums to 0\.01; transaction \S+ is not balanced"):
        check()


def test_the_trial_balance_tells_providers_apart(seller):
    sale(share(seller.pk, "1.00"), provider="sandbox")
    sale(share(seller.pk, "2.00"), provider="stripe")

    providers = Account.objects.trial_balance().filter(kind="provider")

    assert {row["provider"]: row["balance"] for row in providers} == {"sandbox": 100, "stripe": 200}
