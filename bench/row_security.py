"""What row security would cost: private lists and details, with policies and without, in turns.

Usage: python -m bench.row_security [ROWS] [ROUNDS]

The owner of the tables passes its policies by, another role is held to them: both ask the same rows. The
statements of each request are recorded once and then run by psycopg, prepared. A policy needs to be told who
asks: that is measured as a statement of its own before them, and as one sent along with the first of them.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

import psycopg

ROLE = "bench_walled"
REPEATED = 200
# As sub-selects: worked out once for each statement, not for each row.
_ACCOUNT = "(SELECT nullif(current_setting('nexus.account', true), '')::uuid)"
_STORES = "(SELECT coalesce(current_setting('nexus.stores', true), '{}')::uuid[])"
# Two policies that read each other's tables never end: whose an order is, a function of the owner's says.
_WALL = f"""
    CREATE ROLE {ROLE} LOGIN;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ROLE};
    CREATE FUNCTION bench_sold(uuid, uuid[]) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE AS
        'SELECT EXISTS (SELECT FROM orders_orderpart WHERE order_id = $1 AND seller_id = ANY($2))';
    CREATE FUNCTION bench_bought(uuid, uuid) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE AS
        'SELECT EXISTS (SELECT FROM orders_order WHERE id = $1 AND customer_id = $2)';
    ALTER TABLE notifications_notification ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON notifications_notification USING (user_id = {_ACCOUNT});
    ALTER TABLE orders_order ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders_order USING (customer_id = {_ACCOUNT} OR bench_sold(id, {_STORES}));
    ALTER TABLE orders_orderpart ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders_orderpart
        USING (seller_id = ANY({_STORES}::uuid[]) OR bench_bought(order_id, {_ACCOUNT}));
    ALTER TABLE orders_orderline ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders_orderline
        USING (EXISTS (SELECT FROM orders_orderpart AS part WHERE part.id = part_id));
    ALTER TABLE applications_application ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON applications_application USING (
        applicant_id = {_ACCOUNT}
        OR EXISTS (SELECT FROM postings_job AS job WHERE job.id = job_id AND job.employer_id = {_ACCOUNT})
    );
"""
_NOTIFICATIONS = """
    INSERT INTO notifications_notification (id, user_id, kind, title, text, link, about, quiet_key, count,
        in_app, email, created_at, happened_at)
    SELECT uuidv7(), customers.ids[1 + n %% array_length(customers.ids, 1)], 'order.paid', 'Paid', '', '',
        '{}', '', 1, true, 'never', now() - make_interval(secs => n), now() - make_interval(secs => n)
    FROM generate_series(1, %(rows)s) AS n,
         (
             SELECT array_agg(id ORDER BY id) AS ids FROM accounts_user WHERE username LIKE 'customer%%'
         ) AS customers
"""
_APPLICATIONS = """
    INSERT INTO applications_application (job_id, applicant_id, cover_letter, resume_url, status,
        created_at, updated_at)
    SELECT job.id, applicant.id, 'I would like to.', '', 'submitted',
        now() - make_interval(secs => job.id), now()
    FROM (SELECT id FROM postings_job ORDER BY id LIMIT %(jobs)s) AS job,
         (SELECT id FROM accounts_user WHERE username LIKE 'customer%%' ORDER BY id LIMIT 100) AS applicant
"""
# For as long as the connection is: the next request tells its own.
_TELL = "SELECT set_config('nexus.account', %s, false), set_config('nexus.stores', %s, false)"

Statements = list[tuple[str, Any]]


def main() -> None:
    """Fill a database of its own, build the wall, measure, print."""
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    rows, rounds = (int(given) for given in (sys.argv[1:] + ["100000", "9"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as home, engines_in_environment(print, home=home):
        import django

        django.setup()
        _fill(rows)
        _measure(rounds)


def _fill(rows: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.orders.growth import grow
    from bench.seed import seed

    call_command("migrate", verbosity=0)
    seed(2_000, max(1, rows // 100))
    grow(1, rows, rows)
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFICATIONS, {"rows": rows})
        cursor.execute(_APPLICATIONS, {"jobs": rows // 100})
        cursor.execute("VACUUM ANALYZE notifications_notification, applications_application")


def _measure(rounds: int) -> None:
    from django.db import connection

    asked = dict(_recorded())
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(_WALL)
    connection.close()
    print("| asked for | plain, µs | with policies | who asks told apart | told along | ratios |")
    print("|---|---|---|---|---|---|")
    with _connected(None) as plain, _connected(ROLE) as walled:
        for name, (tenant, statements) in asked.items():
            print(_line(name, _in_turns(plain, walled, tenant, statements, rounds)), flush=True)


@contextmanager
def _connected(role: str | None) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0) as connection:
        if role:
            connection.execute(f"SET SESSION AUTHORIZATION {role}")
        yield connection


def _recorded() -> Iterator[tuple[str, tuple[tuple[str, str], Statements]]]:
    from bench.orders.listening import client_of
    from nexus.commerce.orders.models import Order, OrderPart
    from nexus.jobs.postings.models import Job
    from nexus.kernel.accounts.models import User

    User.objects.filter(username="customer1").update(is_job_seeker=True)
    customer = User.objects.get(username="customer1")
    order = Order.objects.filter(customer=customer).values_list("pk", flat=True)[0]
    sale = OrderPart.objects.values("pk", "seller_id")[0]
    seller, employer = User.objects.get(pk=sale["seller_id"]), Job.objects.order_by("pk")[0].employer
    application = customer.applications.values_list("pk", flat=True)[0]
    for name, who, store, path in (
        ("a customer's orders", customer, None, "/api/orders/?cursor="),
        ("a customer's order", customer, None, f"/api/orders/{order}/"),
        ("a store's sales", seller, seller.pk, "/api/sales/?cursor="),
        ("a store's sale", seller, seller.pk, f"/api/sales/{sale['pk']}/"),
        ("notifications", customer, None, "/api/notifications/?cursor="),
        ("a seeker's applications", customer, None, "/api/applications/seeker/?cursor="),
        ("an employer's applications", employer, None, "/api/applications/employer/?cursor="),
        ("an application", customer, None, f"/api/applications/{application}/"),
    ):
        yield name, (_tenant(who.pk, store), _statements(client_of(who), path))


def _tenant(account: UUID, store: UUID | None) -> tuple[str, str]:
    return str(account), f"{{{store or ''}}}"


def _statements(client: Any, path: str) -> Statements:
    from bench.orders.listening import listening

    for _ in range(2):  # once to warm up
        with listening() as heard:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}: {answer.content!r}")
    # Who asks is found out before anything is held to a policy.
    return [(sql, params) for sql, params in heard if "authentication_tokenfamily" not in sql]


def _in_turns(
    plain: psycopg.Connection[Any],
    walled: psycopg.Connection[Any],
    tenant: Sequence[str],
    statements: Statements,
    rounds: int,
) -> list[list[float]]:
    """Time the four ways in turns: for each round the microseconds of one request."""
    walled.execute(_TELL, tenant)
    seen = [[connection.execute(*one).rowcount for one in statements] for connection in (plain, walled)]
    if seen[0] != seen[1]:
        raise SystemExit(f"The wall hides what is its reader's: {seen}")

    def told_apart() -> None:
        walled.execute(_TELL, tenant).fetchall()
        _ask(walled, statements)

    def told_with_the_first() -> None:
        with walled.pipeline():
            walled.execute(_TELL, tenant)
            first = walled.execute(*statements[0])
        first.fetchall()
        _ask(walled, statements[1:])

    ways: list[Callable[[], None]] = [
        lambda: _ask(plain, statements),
        lambda: _ask(walled, statements),
        told_apart,
        told_with_the_first,
    ]
    return [[_microseconds(way) for way in ways] for _ in range(rounds)]


def _ask(connection: psycopg.Connection[Any], statements: Statements) -> None:
    for sql, params in statements:
        connection.execute(sql, params).fetchall()


def _microseconds(way: Callable[[], None]) -> float:
    way()
    began = time.perf_counter()
    for _ in range(REPEATED):
        way()
    return (time.perf_counter() - began) / REPEATED * 1e6


def _line(name: str, taken: list[list[float]]) -> str:
    middle = [statistics.median(times) for times in zip(*taken, strict=True)]
    ratios = [statistics.median(times[way] / times[0] for times in taken) for way in (1, 2, 3)]
    shown = " | ".join(f"{each:.0f}" for each in middle)
    return f"| {name} | {shown} | {', '.join(f'{ratio:.2f}' for ratio in ratios)} |"


if __name__ == "__main__":
    main()
