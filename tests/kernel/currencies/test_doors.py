"""Rates and conversions as clients ask for them, at both doors."""

from decimal import Decimal

import pytest

from nexus.kernel.currencies.actions import sync_exchange_rates
from nexus.kernel.currencies.models import ExchangeRate
from tests.asking import ask, refusal
from tests.kernel.currencies.bank import RATES, file_of

pytestmark = pytest.mark.django_db

PATH = "/api/exchange-rates/"
RATES_QUERY = """
query ($filter: ExchangeRateFilter) {
  exchangeRates(filter: $filter) { totalCount edges { node { base currency rate date source asOf isStale } } }
}
"""
CONVERT = """
query ($amount: Decimal!, $from: String!, $to: String!, $date: Date) {
  convertMoney(amount: $amount, from: $from, to: $to, date: $date) {
    amount from converted to rate date source isStale
  }
}
"""


@pytest.fixture
def kept(bank):
    sync_exchange_rates()


def listed(client, **asked):
    answer = client.get(PATH, asked)
    assert answer.status_code == 200, answer.json()
    return {row["currency"]: row["rate"] for row in answer.json()["results"]}


def convert(client, **asked):
    given = {name.removesuffix("_"): value for name, value in asked.items()}
    return client.get(f"{PATH}convert/", given)


@pytest.mark.usefixtures("kept")
def test_what_one_is_worth_by_any_base(visitor, today):
    row = visitor.get(PATH, {"currency": "USD"}).json()["results"][0]

    assert row | {"as_of": ""} == {
        "base": "EUR", "currency": "USD", "rate": "1.08", "date": str(today),
        "source": "European Central Bank", "as_of": "", "is_stale": False,
    }  # fmt: skip
    assert listed(visitor) == {
        "EUR": "1", "USD": "1.08", "JPY": "162", "GBP": "0.8", "IDR": "17000.5", "KWD": "0.3333",
    }  # fmt: skip
    assert listed(visitor, base="USD") == {
        "EUR": "0.925925925926", "USD": "1", "JPY": "150", "GBP": "0.740740740741", "IDR": "15741.2037037",
        "KWD": "0.308611111111",
    }  # fmt: skip
    assert listed(visitor, base="IDR", currency="KWD") == {"KWD": "0.0000196053057263"}


@pytest.mark.usefixtures("kept")
def test_the_last_until_a_day_hold_on_it(bank, visitor, today, days_ago):
    bank.body = file_of({days_ago(4): {"USD": "1.04"}, days_ago(40): {"USD": "1.4"}})
    sync_exchange_rates()

    assert listed(visitor, date=days_ago(4), currency="USD") == {"USD": "1.04"}
    assert listed(visitor, date=days_ago(2), currency="USD") == {"USD": "1.04"}
    (row,) = visitor.get(PATH, {"date": days_ago(20), "currency": "USD"}).json()["results"]
    assert (row["rate"], row["date"], row["is_stale"]) == ("1.4", str(days_ago(40)), True)
    assert listed(visitor, date=days_ago(50)) == {}
    assert listed(visitor, date=today)["USD"] == "1.08"


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("amount", "of", "into", "converted"),
    [
        ("49.90", "USD", "EUR", "46.20"),
        ("100", "EUR", "JPY", "16200.00"),
        ("0.01", "JPY", "IDR", "1.05"),
        ("0.005", "EUR", "USD", None),
        ("10.01", "USD", "USD", "10.01"),
        ("100.50", "JPY", "EUR", "0.62"),
        ("7.77", "EUR", "JPY", "1259.00"),  # 1258.74: a yen has no coins
        ("9999999999.99", "EUR", "IDR", "170004999999830.00"),
    ],
)  # fmt: skip
def test_an_amount_is_rounded_once_half_up_to_the_coin(visitor, amount, of, into, converted):
    answer = convert(visitor, amount=amount, from_=of, to=into)

    if converted is None:
        assert answer.status_code == 400, answer.json()
    else:
        assert answer.json()["data"]["converted"] == converted
        exact = Decimal(amount) * (ExchangeRate.objects.get(currency=into).rate / own_rate(of))
        assert abs(exact - Decimal(converted)) <= (Decimal("0.5") if into == "JPY" else Decimal("0.005"))


def own_rate(code):
    return ExchangeRate.objects.get(currency=code).rate


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"base": "usd"}, "base"),
        ({"base": "USDT"}, "base"),
        ({"currency": "'; --"}, "currency"),
        ({"date": "yesterday"}, "date"),
        ({"date": "2999-01-01"}, "date"),
        ({"since": "2026-01-01"}, "since"),
    ],
)
def test_a_list_says_what_it_can_not_be_asked(visitor, asked, field):
    answer = visitor.get(PATH, asked)

    assert answer.status_code == 400, answer.json()
    assert [*answer.json()["error"]["details"]] == [field]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"amount": "1", "from_": "USD", "to": "CHF"}, 422),
        ({"amount": "1", "from_": "XXX", "to": "USD"}, 422),
        ({"amount": "1", "from_": "USD", "to": "EUR", "date": "2001-01-01"}, 422),
        ({"amount": "-1", "from_": "USD", "to": "EUR"}, 400),
        ({"amount": "1e9", "from_": "USD", "to": "EUR"}, 400),
        ({"amount": "1", "from_": "USD"}, 400),
        ({"from_": "USD", "to": "EUR"}, 400),
    ],
)
def test_a_conversion_that_can_not_be(visitor, asked, status):
    answer = convert(visitor, **asked)

    assert answer.status_code == status, answer.json()
    if status == 422:
        assert answer.json()["error"]["code"] == "NO_EXCHANGE_RATE"


@pytest.mark.usefixtures("kept")
def test_a_base_that_nobody_knows_is_said(visitor):
    answer = visitor.get(PATH, {"base": "KPW"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "NO_EXCHANGE_RATE")
    assert "KPW" in answer.json()["error"]["message"]


def test_before_any_rate_is_known_the_list_is_empty(visitor):
    assert listed(visitor, base="USD") == {}
    assert convert(visitor, amount="1", from_="USD", to="EUR").status_code == 422


@pytest.mark.usefixtures("kept")
def test_the_same_at_the_other_door(visitor, today):
    rest = visitor.get(PATH, {"base": "GBP"}).json()["results"]
    (*edges,) = ask(visitor, RATES_QUERY, filter={"base": "GBP"})["exchangeRates"]["edges"]
    names = {"asOf": "as_of", "isStale": "is_stale"}
    assert [{names.get(name, name): value for name, value in edge["node"].items()} for edge in edges] == rest

    over_rest = convert(visitor, amount="5.50", from_="GBP", to="USD", date=str(today)).json()["data"]
    asked = {"amount": "5.50", "from": "GBP", "to": "USD", "date": str(today)}
    found = ask(visitor, CONVERT, **asked)["convertMoney"]
    assert found | {"is_stale": found.pop("isStale")} == over_rest
    assert over_rest["converted"] == "7.43"

    assert refusal(visitor, CONVERT, **{**asked, "to": "KPW"})["code"] == "NO_EXCHANGE_RATE"
    assert refusal(visitor, CONVERT, **{**asked, "amount": "-1"})["code"] == "VALIDATION_ERROR"


@pytest.mark.usefixtures("kept")
def test_new_rates_end_the_pages_that_show_the_old(bank, visitor, today):
    assert listed(visitor, currency="USD") == {"USD": "1.08"}
    bank.body = file_of({today: RATES | {"USD": "1.11"}})
    sync_exchange_rates()

    assert listed(visitor, currency="USD") == {"USD": "1.11"}


@pytest.mark.usefixtures("kept")
def test_a_list_costs_a_fixed_number_of_queries(client_of, seller, django_assert_num_queries, settings):
    settings.PAGE_CACHE_ON = False
    client = client_of(seller)
    listed(client, base="USD")

    with django_assert_num_queries(5):  # the token's account, which sheet, the base, the count, the page
        listed(client, base="USD")


@pytest.mark.usefixtures("kept")
def test_the_back_office_shows_and_changes_nothing(client, admin):
    client.force_login(admin)
    page = client.get("/admin/currencies/exchangerate/", {"base": "EUR"})
    assert page.status_code == 200
    assert page.context["cl"].result_count == 6
    rate = ExchangeRate.objects.get(currency="USD")
    one = f"/admin/currencies/exchangerate/{rate.pk}"
    assert client.get(f"{one}/change/").status_code == 200
    assert client.post(f"{one}/change/", {"rate": "7"}).status_code == 403
    assert client.post(f"{one}/delete/", {"post": "yes"}).status_code == 403
    assert client.post("/admin/currencies/exchangerate/add/", {}).status_code == 403
