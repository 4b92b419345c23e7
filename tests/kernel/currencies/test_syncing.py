"""Rates as they come in: from a bank over HTTP, from a table, from a site's own code; or not at all."""

import json
import logging
from decimal import Decimal
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.utils import timezone

from nexus.kernel.currencies import tasks
from nexus.kernel.currencies.actions import sync_exchange_rates
from nexus.kernel.currencies.exceptions import RatesUnavailable
from nexus.kernel.currencies.models import ExchangeRate
from nexus.kernel.currencies.providers import Sheet
from nexus.kernel.events.models import Event
from tests.kernel.currencies.bank import RATES, file_of

pytestmark = pytest.mark.django_db


def told():
    return Event.objects.filter(name="currencies.rates.changed").count()


def sync():
    out = StringIO()
    call_command("sync_exchange_rates", stdout=out)
    return out.getvalue()


def test_a_banks_rates_are_kept_to_the_digit_and_told_once(bank, today):
    assert sync() == f"{today}: 5 rates of EUR, from European Central Bank.\n"
    kept = ExchangeRate.objects.filter(day=today, base="EUR").known()
    assert kept == {code: Decimal(rate) for code, rate in RATES.items()} | {"EUR": 1}
    first = ExchangeRate.objects.first()

    assert (sync(), told(), bank.asked) == ("Nothing new.\n", 1, 2)
    assert ExchangeRate.objects.count() == 6
    assert ExchangeRate.objects.get(pk=first.pk).as_of > first.as_of, "it was said again"


def test_what_a_bank_puts_right_takes_the_place_of_what_it_said(bank, today, days_ago):
    sync_exchange_rates()
    bank.body = file_of({today: {"USD": "1.09", "ZZZ": "3"}, days_ago(1): {"USD": "1.07", "GBP": "0.7"}})

    sync_exchange_rates()

    assert ExchangeRate.objects.filter(day=today).known() == {"EUR": 1, "USD": Decimal("1.09")}
    assert ExchangeRate.objects.filter(day=days_ago(1)).known()["GBP"] == Decimal("0.7")
    assert told() == 3


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Envelope xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>&b;</Cube></Envelope>"""
THIEF = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<Envelope xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>&a;</Cube></Envelope>"""


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>Under maintenance</html>", b"{}", b"\xff\xfe\x00", BOMB, THIEF, b"<Cube" * 5_000,
        BOMB.decode().encode("utf-16"), file_of({}), file_of({"today": {"USD": "1"}}), b"x" * 70_000,
    ],
)  # fmt: skip
def test_what_is_no_file_of_rates_changes_nothing(bank, body):
    sync_exchange_rates()
    before = list(ExchangeRate.objects.values_list())
    bank.body = body

    with pytest.raises(RatesUnavailable):
        sync_exchange_rates()

    assert list(ExchangeRate.objects.values_list()) == before


@pytest.mark.parametrize(
    "rate", ["0", "-1.08", "NaN", "Infinity", "1e400", "1,08", "", "0.0000000000001", "1 0"]
)
def test_a_rate_that_can_not_be_spoils_the_whole_sheet(bank, today, rate):
    bank.body = file_of({today: {"GBP": "0.8", "USD": rate}})

    with pytest.raises(RatesUnavailable):
        sync_exchange_rates()
    assert not ExchangeRate.objects.exists()


def test_neither_two_rates_of_one_currency_nor_a_day_to_come(bank, today, days_ago):
    bank.body = file_of({today: {"GBP": "0.8"}}).replace(b"<Cube currency='GBP' rate='0.8'/>", b"\\0")
    two = b"<Cube currency='GBP' rate='0.8'/><Cube currency='GBP' rate='0.9'/>"
    for body in (bank.body.replace(b"\\0", two), file_of({days_ago(-2): {"GBP": "0.8"}})):
        bank.body = body
        with pytest.raises(RatesUnavailable):
            sync_exchange_rates()


@pytest.mark.parametrize("status", [302, 404, 500, 503])
def test_a_bank_that_is_closed_is_said_by_the_command(bank, status):
    bank.status = status

    with pytest.raises(CommandError, match=str(status)):
        sync()


def test_an_address_inside_is_not_asked(bank, settings):
    settings.OUTBOUND_ALLOW = []

    with pytest.raises(RatesUnavailable, match="https"):
        sync_exchange_rates()
    assert bank.asked == 0


def test_a_bank_that_is_closed_is_asked_again_later_and_later(bank, monkeypatch):
    task, pauses = tasks.sync_exchange_rates, []
    retry = task.retry

    def noting(*args, countdown, **more):
        pauses.append(countdown)
        return retry(*args, countdown=countdown, **more)

    monkeypatch.setattr(task, "retry", noting)
    bank.status = 503

    assert task.apply().state == "FAILURE"
    assert (bank.asked, len(pauses)) == (10, 10), "the tenth is not granted any more"
    assert all(pause <= most for pause, most in zip(pauses, [60, 120, 240, 480, 960, 1_920], strict=False))
    assert max(pauses) <= 3_600

    bank.status = 200
    assert task.apply().state == "SUCCESS"
    assert ExchangeRate.objects.count() == 6


def test_rates_that_nobody_renews_are_warned_of(bank, days_ago, caplog):
    bank.body = file_of({days_ago(6): RATES})
    with caplog.at_level(logging.WARNING):
        sync_exchange_rates()
        assert "exchange rates are stale" in caplog.messages
    caplog.clear()
    bank.status = 500
    with caplog.at_level(logging.WARNING), pytest.raises(RatesUnavailable):
        sync_exchange_rates()
    assert "exchange rates are stale" in caplog.messages


def test_a_table_needs_no_internet(settings, today):
    settings.EXCHANGE_RATES = "table"
    sync_exchange_rates()

    assert ExchangeRate.objects.filter(source="table", day=today, base="EUR").count() > 30


WRONG = [
    '{"base": "USD"}',
    "[]",
    '{"base": "XXX", "rates": {"EUR": "1"}}',
    '{"rates": {}}',
    "nothing",
    '{"base": "USD", "rates": {"EUR": null}}',
    '{"base": "USD", "rates": {"USD": "2"}}',
]


def test_a_table_of_ones_own(settings, tmp_path, days_ago):
    file = tmp_path / "rates.json"
    settings.EXCHANGE_RATES, settings.EXCHANGE_RATES_FILE = "table", str(file)
    file.write_text(
        json.dumps({"base": "USD", "day": str(days_ago(3)), "rates": {"EUR": 0.9, "CHF": "0.88"}})
    )
    sync_exchange_rates()
    assert ExchangeRate.objects.get(currency="EUR").rate == Decimal("0.9")

    for wrong in WRONG:
        file.write_text(wrong)
        with pytest.raises(RatesUnavailable):
            sync_exchange_rates()
    file.unlink()
    with pytest.raises(RatesUnavailable):
        sync_exchange_rates()


class House:
    """A site's own provider."""

    def sheets(self):
        return [Sheet("USD", timezone.now().date(), {"EUR": Decimal("0.5")}, "the house")]


def test_a_sites_own_provider_is_named_by_its_path(settings):
    settings.EXCHANGE_RATES = f"{__name__}.House"
    sync_exchange_rates()

    assert ExchangeRate.objects.get(currency="EUR").source == "the house"


@pytest.mark.parametrize("name", ["bank", "nexus.nowhere.Bank", "json.Bank", ""])
def test_a_provider_that_is_not_there_stops_the_start(settings, name):
    settings.EXCHANGE_RATES = name

    assert "currencies.E001" in [error.id for error in run_checks()]
