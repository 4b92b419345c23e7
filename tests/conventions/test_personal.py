"""What a room keeps of people it says in its `personal.py`: exports and erasures leave nothing out."""

import inspect

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model

from nexus.kernel.accounts.holdings import holdings
from nexus.kernel.kit.scopes import room_of

User = get_user_model()

# Rooms that point at accounts and hold no word of theirs, and why.
NAMELESS = {
    "nexus.kernel.audit": "told and forgotten by nexus/kernel/accounts/personal.py, the room above it",
    "nexus.commerce.inventory": "warehouses are names of places, and where stock moved is the books'",
    "nexus.commerce.shipping": "what a store asks for sending things",
    "nexus.commerce.promotions": "codes, and which order used which",
    "nexus.commerce.payments": "who refunded, in the books; cards never come here",
    "nexus.commerce.imports": "what a seller's files call the products",
}
POINTING = sorted(
    {
        room_of(model.__module__)
        for model in apps.get_models()
        if model.__module__.startswith("nexus.")
        for field in model._meta.concrete_fields
        if field.related_model is User
    }
)


def _telling() -> set[str]:
    return {room_of(inspect.getmodule(holding.shows).__name__) for holding in holdings()}


@pytest.mark.parametrize("room", POINTING)
def test_a_room_that_points_at_accounts_says_what_it_keeps_of_them(room):
    assert (room in _telling()) is not (room in NAMELESS), (
        f"Give {room} a personal.py, or say in NAMELESS why it needs none."
    )


@pytest.mark.skipif(len(settings.DOMAINS) < 2, reason="what is named is of the whole site")
def test_what_is_named_here_is_there():
    assert set(NAMELESS) <= set(POINTING)


def test_names_are_files_and_each_is_there_once():
    names = [holding.name for holding in holdings()]

    assert len(names) == len(set(names))
    assert all(name.replace("-", "").isalnum() for name in names)


@pytest.mark.django_db
@pytest.mark.parametrize("holding", holdings(), ids=lambda holding: holding.name)
def test_nothing_is_kept_of_nobody_and_nothing_stands_in_its_way(holding):
    nobody = User().pk

    assert list(holding.shows(nobody)) == []
    if holding.hinders is not None:
        assert holding.hinders(nobody) == ""
    if holding.erases is not None and holding.name != "profile":
        holding.erases(nobody)
