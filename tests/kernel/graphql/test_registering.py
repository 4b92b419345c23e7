"""Opening an account at the GraphQL door."""

import pytest
from strawberry.utils.str_converters import to_snake_case

from nexus.kernel.accounts.models import User
from tests.asking import ask, post, refusal

pytestmark = pytest.mark.django_db

REGISTER = """
mutation($input: RegistrationInput!) {
  register(input: $input) { id username email isSeller isEmployer isJobSeeker isPremium isAdmin createdAt }
}
"""
WHO = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123"}


def test_someone_registers_and_takes_a_token_at_once(visitor):
    made = ask(visitor, REGISTER, input=WHO | {"isSeller": True})["register"]
    token = visitor.post("/api/token/", {"username": "nora", "password": "StrongPass123"})

    assert made["username"] == "nora"
    assert made["isSeller"] is True
    assert made["isEmployer"] is made["isPremium"] is made["isAdmin"] is False
    assert made["id"] == str(User.objects.get().pk)
    assert token.status_code == 200


@pytest.mark.parametrize("smuggled", ["isAdmin", "isPremium", "isSuperuser", "isStaff", "is_admin", "id"])
def test_no_privilege_is_smuggled_in(visitor, smuggled):
    answer = post(visitor, REGISTER, input=WHO | {smuggled: True})

    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"VALIDATION_ERROR"}
    assert not User.objects.exists()


def _written_down(caplog):
    return [line for line in caplog.records if line.message == "a privilege was asked for"]


@pytest.mark.parametrize(
    "smuggled", ["isAdmin", "isPremium", "isSuperuser", "isStaff", "isSupport", "is_admin"]
)
@pytest.mark.parametrize("how", ["variable", "literal"])
def test_who_asks_for_a_privilege_is_written_down(visitor, caplog, smuggled, how):
    if how == "variable":
        post(visitor, REGISTER, input=WHO | {smuggled: "StrongPass123"})
    else:
        post(visitor, f'mutation {{ register(input: {{{smuggled}: "StrongPass123"}}) {{ id }} }}')

    (line,) = _written_down(caplog)
    assert (line.asked, line.user_id) == ([to_snake_case(smuggled)], "")
    assert "StrongPass123" not in repr(vars(line))


def test_whose_profile_was_to_be_more_is_written_down(client_of, seller, caplog):
    change = "mutation($i: ProfileInput!) { updateProfile(input: $i) { id } }"

    post(client_of(seller), change, i={"bio": "Mine", "isAdmin": True, "roles": ["admin"]})

    (line,) = _written_down(caplog)
    assert (line.asked, line.user_id) == (["is_admin", "roles"], str(seller.pk))


def test_what_asks_for_nothing_is_not_written_down(visitor, caplog):
    post(visitor, REGISTER, input=WHO | {"isAdmin": False, "isPremium": None, "nickname": "Nora"})
    post(visitor, "query($f: CategoryFilter) { categories(filter: $f) { totalCount } }", f={"isAdmin": True})

    assert not _written_down(caplog)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "CONFLICT"),
        ({"username": "NORA", "email": "other@example.com"}, "CONFLICT"),
        ({"username": "other", "password": "123"}, "VALIDATION_ERROR"),
        ({"username": "other", "email": "nowhere"}, "VALIDATION_ERROR"),
        ({"username": "", "email": "other@example.com"}, "VALIDATION_ERROR"),
        ({"username": "a\tb", "email": "other@example.com"}, "VALIDATION_ERROR"),
    ],
)
def test_what_rest_refuses_is_refused_here_with_the_same_words(visitor, change, code):
    ask(visitor, REGISTER, input=WHO)

    rest = visitor.post("/api/auth/register/", WHO | change)
    refused = refusal(visitor, REGISTER, input=WHO | change)

    said = rest.json()["error"]
    assert refused["code"] == said["code"] == code
    assert (refused["message"], refused["details"]) == (said["message"], said["details"])
    assert User.objects.count() == 1


def test_a_password_is_not_said_again(visitor):
    answer = post(visitor, REGISTER, input=WHO | {"username": 5})

    assert "StrongPass123" not in answer.content.decode()
