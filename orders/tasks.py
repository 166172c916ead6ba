"""Beat's entry points."""

from celery import shared_task

from orders import sweeps


@shared_task(name="orders.sweep", acks_late=True)
def sweep() -> int:
    return sweeps.sweep_all()
