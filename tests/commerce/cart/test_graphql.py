import pytest

from tests.asking import ask, refusal
from tests.commerce.cart.asking import quantities

pytestmark = pytest.mark.django_db

LINES = "id items { id name quantity price total changed { priceRose { before now } onlyLeft gone } }"
ADD = f"mutation($input: CartItemInput!) {{ addToCart(input: $input) {{ token {LINES} }} }}"
CHANGE = (
    f"mutation($id: ID!, $input: CartItemChange!) {{ changeCartItem(id: $id, input: $input) {{ {LINES} }} }}"
)
REMOVE = f"mutation($id: ID!) {{ removeFromCart(id: $id) {{ {LINES} }} }}"
MERGE = "mutation($input: CartMergeInput!) { mergeCart(input: $input) { quantity } }"


def test_a_cart_is_filled_changed_and_emptied(client_of, customer, product):
    client = client_of(customer)

    added = ask(client, ADD, input={"product": str(product.pk), "quantity": 2})["addToCart"]
    (line,) = added["items"]
    assert (added["token"], line["name"], line["quantity"], line["total"]) == (None, "Kettle", 2, "20.00")

    changed = ask(client, CHANGE, id=line["id"], input={"quantity": 4})["changeCartItem"]
    assert changed["items"][0]["quantity"] == 4
    assert refusal(client, CHANGE, id=line["id"], input={"quantity": 9})["code"] == "INSUFFICIENT_STOCK"
    assert ask(client, "{ cart { quantity totals { currency amount } } }")["cart"] == {
        "quantity": 4,
        "totals": [{"currency": "USD", "amount": "40.00"}],
    }
    assert ask(client, REMOVE, id=line["id"])["removeFromCart"]["items"] == []


def test_a_guest_carries_the_token_over(visitor, client_of, customer, product):
    token = ask(visitor, ADD, input={"product": str(product.pk)})["addToCart"]["token"]
    visitor.credentials(HTTP_X_CART_TOKEN=token)
    assert ask(visitor, "{ cart { quantity } }") == {"cart": {"quantity": 1}}
    assert refusal(visitor, MERGE, input={"token": token})["code"] == "NOT_AUTHENTICATED"

    client = client_of(customer)
    assert ask(client, MERGE, input={"token": token})["mergeCart"] == {"quantity": 1}
    assert quantities(client) == {"Kettle": 1}
    assert refusal(client, MERGE, input={"token": token})["code"] == "NOT_FOUND"


def test_what_makes_no_sense_is_told(client_of, customer, product):
    client = client_of(customer)

    bad = refusal(client, ADD, input={"product": str(product.pk), "quantity": 0})
    assert (bad["code"], "quantity" in bad["details"]) == ("VALIDATION_ERROR", True)
    assert refusal(client, REMOVE, id="nonsense")["code"] == "NOT_FOUND"


def test_a_cart_is_emptied_at_once(client_of, visitor, customer, product):
    client = client_of(customer)
    ask(client, ADD, input={"product": str(product.pk), "quantity": 2})

    assert ask(client, "mutation { clearCart { items { id } quantity } }") == {
        "clearCart": {"items": [], "quantity": 0}
    }
    assert quantities(client) == {}
    assert ask(visitor, "mutation { clearCart { quantity } }") == {"clearCart": {"quantity": 0}}
