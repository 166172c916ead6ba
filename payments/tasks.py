"""Beat's entry points."""

from celery import shared_task

from payments import sweeps


@shared_task(name="payments.sweep", acks_late=True)
def sweep() -> int:
    return sweeps.sweep_all()
