from nexus.commerce.checkout.actions.giving_up import expire_unpaid_orders, give_up_order
from nexus.commerce.checkout.actions.placing import place_order
from nexus.commerce.checkout.actions.quoting import quote
from nexus.commerce.checkout.actions.reckoning import Reckoning
from nexus.commerce.checkout.actions.wishes import Item, Wish

__all__ = ["Item", "Reckoning", "Wish", "expire_unpaid_orders", "give_up_order", "place_order", "quote"]
