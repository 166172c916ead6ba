"""What happens by itself, and how often. Every entry is a function, so a renamed task cannot be forgotten here."""

from typing import Any

from celery.schedules import crontab


def schedule() -> dict[str, dict[str, Any]]:
    """Imported when the rooms are loaded. A lost run is made up for by the next one."""
    import core.tasks
    import evaluation.tasks
    import experts.tasks
    import orders.tasks
    import payments.tasks
    import supervision.tasks

    plan = {
        core.tasks.sweep: 60.0,
        core.tasks.nightly_check: crontab(hour="3", minute="20"),
        core.tasks.forget: crontab(hour="3", minute="40"),
        experts.tasks.sweep: crontab(minute="*/5", hour="8-20"),
        orders.tasks.sweep: crontab(minute="*/5"),
        supervision.tasks.sweep: crontab(minute="*/5"),
        payments.tasks.sweep: crontab(minute="*/5"),
        evaluation.tasks.sweep: crontab(minute="*/5"),
    }
    return {task.name: {"task": task.name, "schedule": when} for task, when in plan.items()}
