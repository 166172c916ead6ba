"""Beat's entry points."""

from celery import shared_task

from evaluation import sweeps


@shared_task(name="evaluation.sweep", acks_late=True)
def sweep() -> int:
    return sweeps.sweep_all()
