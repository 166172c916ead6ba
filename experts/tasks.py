"""Beat's entry points."""

from celery import shared_task

from experts import sweeps


@shared_task(name="experts.sweep", acks_late=True)
def sweep() -> int:
    return sweeps.sweep_all()
