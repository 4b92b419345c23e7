from nexus.commerce.cart.actions import sweep_abandoned_carts
from nexus.kernel.tasks.base import task
from nexus.kernel.tasks.queues import BULK


@task(queue=BULK)
def sweep_carts() -> None:
    """Forget the carts that guests have left standing."""
    sweep_abandoned_carts()
