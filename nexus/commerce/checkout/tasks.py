from nexus.commerce.checkout import actions
from nexus.kernel.tasks.base import task


@task()
def expire_unpaid_orders() -> None:
    """Give up the orders that weren't paid in time."""
    actions.expire_unpaid_orders()
