"""Who may, as each operation declares it, asked of the real routes: every operation by every role.

An operation that is for roles alone refuses all others and lets its own in. One that also asks how somebody
stands to the thing is asked for a thing that isn't there: nobody gets through.
"""

from collections.abc import Callable

import pytest
import rules
from django.db import transaction
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from nexus.kernel.api.operations import ANYONE, SIGNED_IN, Operation
from tests.conventions.routes import Route, operations
from tests.factories.accounts import UserFactory

ROLES = {
    "customer": {},
    "seller": {"is_seller": True},
    "employer": {"is_employer": True},
    "job seeker": {"is_job_seeker": True},
    "support": {"is_support": True},
    "admin": {"is_staff": True, "is_superuser": True},
}
# Doors that one comes to without being anyone: what is in the header isn't looked at.
ALL = [(route, method) for route, method in operations() if route.view.authentication_classes]

Ask = Callable[[Route, str], tuple[int, str]]


def asking(client: APIClient) -> Ask:
    """Ask for each thing as if for the first time: whatever is done is undone."""
    client.raise_request_exception = False

    def ask(route: Route, method: str) -> tuple[int, str]:
        told = route.operation(method)
        sent = told.body.example if told and told.body else {}
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # so that payments begin theirs inside of it
        with undone:
            answer = getattr(client, method)(route.absent, sent, format="json")
            transaction.set_rollback(True)
        failed = answer.status_code >= 400 and answer["Content-Type"] == "application/json"
        return answer.status_code, answer.json()["error"]["code"] if failed else ""

    return ask


def _may(told: Operation, role: str, method: str) -> bool | None:
    """Whether the declaration lets a role in; None where it hangs on how one stands to the thing."""
    access = told.access
    if {ANYONE, SIGNED_IN, role} & set(access["roles"]):
        return True
    if role == "support" and method == "get" and "admin" in access["roles"]:
        return True
    return None if access["relations"] else False


def wrong(ask: Ask, role: str, route: Route, method: str) -> str:
    """What is otherwise than declared; nothing where all is well."""
    told = route.operation(method)
    assert told is not None
    status, code = ask(route, method)
    may = _may(told, role, method)
    said = f"{method.upper()} {route}: {status} {code}"
    if status >= 500 and status != 503:
        return f"{said}, a failure"
    if may is False and status < 400:
        return f"{said}, but {role} is not among {told.who}"
    if may is False and not route.has_parameters and status not in {400, 403}:
        return f"{said}, but {role} is not among {told.who}"
    if may and code in {"NOT_AUTHENTICATED", "PERMISSION_DENIED"}:
        return f"{said}, but {role} is among {told.who}"
    if may is None and route.has_parameters and status < 400:
        return f"{said}, for what isn't there"
    return ""


@pytest.mark.parametrize("role", ROLES)
def test_what_operations_declare_holds_for_a_role(client_of, role):
    ask = asking(client_of(UserFactory(**ROLES[role])))

    assert [said for route, method in ALL if (said := wrong(ask, role, route, method))] == []


def test_a_visitor_is_asked_to_sign_in(visitor):
    ask = asking(visitor)
    closed = [(route, method) for route, method in ALL if route.operation(method).who != ANYONE]

    assert [
        f"{method.upper()} {route}: {said}"
        for route, method in closed
        if (said := ask(route, method)) != (401, "NOT_AUTHENTICATED")
    ] == []


def test_a_closed_account_comes_through_no_door(client_of):
    user = UserFactory(admin=True, seller=True)
    ask = asking(client_of(user))
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert [
        f"{method.upper()} {route}: {said}"
        for route, method in ALL
        if (said := ask(route, method)) != (401, "INVALID_TOKEN")
    ] == []


# Rules that are for roles alone, each dropped in turn: the matrix has to see it.
DROPPED = {
    "accounts.list_users": ("/api/users/", "get"),
    "audit.list_changes": ("/api/audit/changes/", "get"),
    "events.list_events": ("/api/events/", "get"),
    "taxonomy.add_category": ("/api/categories/", "post"),
    "ledger.run_payouts": ("/api/payout-batches/", "post"),
}


@pytest.mark.parametrize("permission", sorted(DROPPED))
def test_a_rule_that_is_dropped_is_seen(client_of, permission, monkeypatch):
    named = DROPPED[permission]
    ((route, method),) = [(route, method) for route, method in ALL if (route.path, method) == named]
    ask = asking(client_of(UserFactory()))
    assert wrong(ask, "customer", route, method) == ""

    monkeypatch.setitem(rules.permissions.permissions, permission, rules.always_allow)

    assert wrong(ask, "customer", route, method) != ""
