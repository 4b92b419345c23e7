"""What a provider's claims make of an account: each time, and no more than its mapping says."""

import pytest

from nexus.kernel.accounts.models import User
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.kernel.identities.conftest import provider

pytestmark = pytest.mark.django_db

MAP = {"sellers": "is_seller", "hiring": "is_employer", "gold": "is_premium"}


@pytest.fixture
def mapped(issuer, settings):
    def by(claim: str = "groups") -> None:
        settings.SIGN_IN_PROVIDERS = {"example": provider(issuer, roles={"claim": claim, "map": MAP})}

    by()
    return by


def roles(answer) -> list[str]:
    user = answer.json()["data"]["user"]
    return [role for role in ("is_seller", "is_employer", "is_premium", "is_admin") if user[role]]


def test_a_new_account_has_the_roles_that_are_said(sign_in, issuer, mapped):
    issuer.person |= {"groups": ["sellers", "gold", "admins", "is_superuser", 7]}

    assert roles(sign_in()) == ["is_seller", "is_premium"]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("groups", {"groups": "sellers"}),
        ("realm_access.roles", {"realm_access": {"roles": ["sellers"]}}),
        ("https://example.com/roles", {"https://example.com/roles": ["sellers"]}),
    ],
)
def test_claims_have_many_shapes(sign_in, issuer, mapped, claim, said):
    mapped(claim)
    issuer.person |= said

    assert roles(sign_in()) == ["is_seller"]


@pytest.mark.parametrize("said", [None, {}, 7, True, [["sellers"]], {"sellers": True}, "SELLERS"])
def test_what_is_no_list_of_names_gives_nothing(sign_in, issuer, mapped, said):
    issuer.person |= {"groups": said}

    assert roles(sign_in()) == []


def test_what_is_no_longer_said_is_taken_back(sign_in, issuer, mapped):
    issuer.person |= {"groups": ["sellers", "hiring"]}
    sign_in()
    issuer.person |= {"groups": ["hiring"]}
    assert roles(sign_in()) == ["is_employer"]
    issuer.person.pop("groups")

    assert roles(sign_in()) == []
    assert Event.objects.filter(name="accounts.user.changed").count() == 3


def test_what_an_account_has_otherwise_stays(sign_in, issuer, mapped, connect):
    user = UserFactory(is_seller=True)
    issuer.person |= {"groups": ["sellers", "hiring"]}
    connect(user)
    assert roles(sign_in()) == ["is_seller", "is_employer"]
    issuer.person |= {"groups": []}

    assert roles(sign_in()) == ["is_seller"]


def test_what_two_say_stays_while_one_does(sign_in, issuer, mapped, connect):
    issuer.person |= {"groups": ["sellers"]}
    sign_in()
    user = User.objects.get()
    issuer.person |= {"sub": "nora-2"}
    connect(user)
    user.refresh_from_db()
    User.objects.update(is_seller=False)
    sign_in()
    issuer.person |= {"sub": "nora-1", "groups": []}

    assert roles(sign_in()) == ["is_seller"]


def test_without_a_mapping_nothing_is_given(sign_in, issuer):
    issuer.person |= {"groups": ["sellers"], "is_seller": True, "is_superuser": True}

    assert roles(sign_in()) == []


def test_a_role_that_is_given_is_an_administrators_to_take_for_a_while(sign_in, issuer, mapped):
    issuer.person |= {"groups": ["sellers"]}
    sign_in()
    User.objects.update(is_seller=False)

    assert roles(sign_in()) == ["is_seller"]
