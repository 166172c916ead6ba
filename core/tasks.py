"""Entry points of the worker and of beat. Each may run twice, or late, or never: the sweep makes up for it."""

from celery import shared_task

from core import documents, health, outbox, retention


@shared_task(name="core.deliver_events")
def deliver_events() -> int:
    return outbox.deliver_events()


@shared_task(name="core.send_mail")
def send_mail() -> int:
    return outbox.send_mail()


@shared_task(name="core.sweep")
def sweep() -> int:
    """Each minute."""
    return outbox.sweep() + documents.render_waiting()


@shared_task(name="core.forget")
def forget() -> dict[str, int]:
    """Each night: what is over its time goes."""
    return retention.sweep()


@shared_task(name="core.nightly_check")
def nightly_check() -> dict[str, int]:
    """Each night."""
    return health.nightly_check()
