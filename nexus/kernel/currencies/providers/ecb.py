"""The European Central Bank's reference rates: one small file, new on each of its working days."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.utils import timezone

from nexus.kernel.currencies.exceptions import RatesUnavailable
from nexus.kernel.currencies.providers import Sheet
from nexus.kernel.kit.currencies import CURRENCIES
from nexus.kernel.outbound.client import get
from nexus.kernel.outbound.exceptions import Refused, Unreachable

BASE: Final = "EUR"
SOURCE: Final = "European Central Bank"
_CUBE: Final = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
_OK: Final = 200


class EuropeanCentralBank:
    """What one euro is worth, as the bank says in the file at EXCHANGE_RATES_URL."""

    def sheets(self) -> Sequence[Sheet]:
        """Fetch and read the file."""
        return sheets_of(_fetched(settings.EXCHANGE_RATES_URL))


def sheets_of(document: bytes) -> list[Sheet]:
    """Read the bank's file: one sheet for each day in it; RatesUnavailable where it isn't such a file."""
    try:
        root = fromstring(document, forbid_dtd=True)
        sheets = [_sheet(day) for day in root.iter(_CUBE) if "time" in day.attrib]
    except (ParseError, DefusedXmlException, ValueError, LookupError, InvalidOperation) as error:
        raise RatesUnavailable(f"The bank's file can't be read: {error!r}.") from error
    if not sheets:
        raise RatesUnavailable("The bank's file holds no rates.")
    return sheets


def _sheet(told: Any) -> Sheet:
    day = date.fromisoformat(told.attrib["time"])
    if day > timezone.now().date() + timedelta(days=1):
        raise ValueError(f"{day} is yet to come.")
    rates: dict[str, Decimal] = {}
    for code, rate in _pairs(told):
        if code in rates:
            raise ValueError(f"{code} has two rates.")
        rates[code] = rate
    return Sheet(BASE, day, rates, SOURCE)


def _pairs(told: Any) -> Iterator[tuple[str, Decimal]]:
    for cube in told.iter(_CUBE):
        # One that we don't know yet is no reason to do without the others.
        if cube is not told and cube.attrib["currency"] in CURRENCIES:
            yield cube.attrib["currency"], Decimal(cube.attrib["rate"])


def _fetched(url: str) -> bytes:
    try:
        reply = get(url)
    except (Refused, Unreachable) as error:
        raise RatesUnavailable(f"The bank can't be asked: {error}") from error
    if reply.status != _OK or not reply.is_whole:
        raise RatesUnavailable(f"The bank answers with {reply.status}, or with too much.")
    return reply.body
