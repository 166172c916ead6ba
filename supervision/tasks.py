"""Beat's entry points."""

from celery import shared_task

from supervision import sweeps


@shared_task(name="supervision.sweep", acks_late=True)
def sweep() -> int:
    return sweeps.sweep_all()
