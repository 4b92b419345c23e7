"""Whether money is known as fast as its books grow: `python -m bench.ledger [SMALL LARGE]`.

Fills a ledger of its own with SMALL and then LARGE entries (10,000 and 100,000 unless said; the issue asks
for 1,000,000), two years of sales of which one seller has a fifth, and asks for balances and statements,
first summed up from the first entry on, then with the days closed. p95 at LARGE may be 1.5 times that at
SMALL. Ends with `manage.py ledger check`, which sums up everything anew.
"""

import argparse
import os
import statistics
import tempfile
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

ASKED, REQUESTS, ENTRIES_A_SALE, SELLERS, DAYS = 1.5, 60, 4, 200, 730

_SALES = """
    INSERT INTO ledger_transaction (id, kind, reference, reason, happened_at)
    SELECT uuidv7(), 'sale', uuidv7(), '',
           now() - (%(sales)s - n) * make_interval(days => %(days)s) / %(sales)s
    FROM generate_series(1, %(sales)s) AS n
"""
# Every fifth sale is the largest seller's.
_ENTRIES = """
    WITH sale AS (
        SELECT id, happened_at, row_number() OVER (ORDER BY happened_at) AS n FROM ledger_transaction
    ), seller AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM ledger_account WHERE kind = 'seller'
    )
    INSERT INTO ledger_entry (transaction_id, account_id, amount, what, happened_at)
    SELECT sale.id, side.account_id, side.amount, side.what, sale.happened_at FROM sale
    JOIN seller ON seller.place = CASE WHEN sale.n %% 5 = 0 THEN 0 ELSE sale.n %% %(sellers)s END
    CROSS JOIN LATERAL (VALUES
        (%(provider)s, 1000, 'payment'), (seller.id, -1000, 'goods'),
        (seller.id, 100, 'commission'), (%(commission)s, -100, 'commission')
    ) AS side (account_id, amount, what)
    ORDER BY sale.n
"""


def main() -> None:
    """Measure both sizes, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("small", nargs="?", type=int, default=10_000)
    parser.add_argument("large", nargs="?", type=int, default=100_000)
    options = parser.parse_args()
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with (
        tempfile.TemporaryDirectory(prefix="nexus-bench-") as home,
        engines_in_environment(lambda _: None, home=home),
    ):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        found = {size: _measured(size) for size in (options.small, options.large)}
        _print_table(found[options.small], found[options.large], options)
        call_command("ledger", "check")


def _print_table(small: dict[str, Any], large: dict[str, Any], options: argparse.Namespace) -> None:
    print(
        f"| median and p95, ms | {options.small:,} entries | {options.large:,} entries | p95, ratio | asked |"
    )
    print("|---|---|---|---|---|")
    for name, (median, p95) in small.items():
        median_then, p95_then = large[name]
        asked = ASKED if name.endswith("closed") else ""
        figures = f"{median:.1f}, {p95:.1f} | {median_then:.1f}, {p95_then:.1f} | {p95_then / p95:.2f}"
        print(f"| {name} | {figures} | {asked} |", flush=True)


def _measured(entries: int) -> dict[str, Any]:
    from nexus.commerce.ledger.actions import close_days

    seller = _fill(entries)
    taken = {f"{name}, all summed up": figures for name, figures in _asked(seller).items()}
    begun = time.perf_counter()
    days = close_days()
    print(f"{entries:,} entries: {days} days closed in {time.perf_counter() - begun:.1f} s", flush=True)
    _vacuum()
    return taken | {f"{name}, days closed": figures for name, figures in _asked(seller).items()}


def _fill(entries: int) -> Any:
    from django.db import connection

    from nexus.commerce.ledger.models import Account, AccountKind
    from nexus.commerce.ledger.models.accounts import AccountKey
    from nexus.kernel.accounts.models import User

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry, ledger_transaction, ledger_total, ledger_closing CASCADE")
    User.objects.bulk_create(
        (User(username=f"seller{n}", email=f"s{n}@example.com", is_seller=True) for n in range(SELLERS)),
        ignore_conflicts=True,
    )
    sellers = list(User.objects.filter(is_seller=True).order_by("username"))
    keys = [AccountKey(AccountKind.SELLER, "USD", seller_id=seller.pk) for seller in sellers]
    site = [
        AccountKey(AccountKind.PROVIDER, "USD", provider="sandbox"),
        AccountKey(AccountKind.COMMISSION, "USD"),
    ]
    ids = Account.objects.ids_for([*site, *keys])
    given = {"sales": entries // ENTRIES_A_SALE, "days": DAYS, "sellers": SELLERS}
    given |= {"provider": ids[site[0]], "commission": ids[site[1]]}
    with connection.cursor() as cursor:
        # Rows that are right by their making: the check at the end looks at each of them.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_SALES, given)
        cursor.execute(_ENTRIES, given)
        cursor.execute("SET session_replication_role = origin")
    _vacuum()
    return Account.objects.filter(kind=AccountKind.SELLER).order_by("pk")[0].seller  # the largest one


def _vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_entry, ledger_transaction, ledger_total, ledger_account")


def _asked(seller: Any) -> dict[str, Any]:
    from datetime import timedelta

    from django.utils import timezone

    from bench.orders.listening import client_of
    from nexus.commerce.ledger.models import Account

    shop, today = client_of(seller), timezone.now().date()
    month = {"since": today - timedelta(days=395), "until": today - timedelta(days=366)}
    return {
        "a seller's balance": _times(lambda: _get(shop, "/api/balance/")),
        "a seller's statement": _times(lambda: _get(shop, "/api/statement/")),
        "its statement of a month a year ago": _times(lambda: _get(shop, "/api/statement/", month)),
        "the trial balance": _times(lambda: list(Account.objects.trial_balance()), times=20),
        "what is owed to all sellers": _times(
            lambda: Account.objects.owed_by_seller("USD", least=1, most=1_000), times=20
        ),
    }


def _get(client: Any, path: str, query: dict[str, Any] | None = None) -> None:
    answer = client.get(path, query)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}: {answer.content!r}")


def _times(deed: Any, times: int = REQUESTS) -> tuple[float, float]:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        deed()
        taken.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    main()
