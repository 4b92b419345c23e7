"""kill -9 in the middle of a payment: the same request, sent to another process, goes on with it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nexus.commerce.payments.models import Payment, SandboxCharge
from nexus.kernel.api.models import OnceAnswered
from nexus.kernel.authentication.actions import issue_tokens
from tests.commerce.payments.books import assert_ledger_is_sound, charged
from tests.kernel.working import Outcome, outcome

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def send(customer, order):
    """Send the payment through a process of its own, which is killed where it says."""
    token = issue_tokens(customer).access

    def run(where: str, key: str = "k") -> Outcome:
        return outcome("-m", "tests.commerce.payments.dying", where, token, str(order.pk), key)

    return run


@pytest.mark.parametrize(
    ("where", "status", "charges"),
    [
        ("before_charge", "processing", 0),
        ("after_charge", "processing", 1),
        ("after_settling", "succeeded", 1),
    ],
)
def test_a_killed_payment_is_gone_on_with(send, pay, order, where, status, charges):
    assert send(where).code == -9
    assert Payment.objects.get().status == status
    assert SandboxCharge.objects.count() == charges
    assert OnceAnswered.objects.get().status == 0

    first, second = pay(order, key="k"), pay(order, key="k")

    assert first.status_code == 201, first.content
    assert first.content == second.content
    assert Payment.objects.count() == SandboxCharge.objects.count() == 1
    assert charged(order) == order.total
    order.refresh_from_db()
    assert order.status == "paid"
    assert_ledger_is_sound()


def test_rivals_of_a_killed_one_share_one_answer(send, pay, order):
    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(send, ["after_charge", "never", "after_settling"]))

    answers = {answer.said.partition(" ")[2] for answer in sent if answer.code == 0}
    last = pay(order, key="k")
    assert last.status_code == 201
    assert answers <= {last.content.decode()}
    assert charged(order) == order.total
    assert SandboxCharge.objects.count() == 1
