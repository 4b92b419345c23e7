from nexus.commerce.orders.actions.moving import locked_order, mark_paid, move_part, move_parts

__all__ = ["locked_order", "mark_paid", "move_part", "move_parts"]
