"""structlog over the standard library's logging; Django calls `configure` with settings.LOGGING."""

import logging.config
from typing import Any

import structlog

from .scrub import cleaning

TALKATIVE = ("django.server", "celery.worker.strategy", "celery.app.trace", "fontTools", "weasyprint", "asyncio")
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(options: dict[str, Any]) -> None:
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(_standard(options))


def _standard(options: dict[str, Any]) -> dict[str, Any]:
    plain = structlog.dev.ConsoleRenderer(colors=False)
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if options["json"] else plain
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    cleaning(renderer),
                ],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": options["level"]},
        "loggers": {name: {"level": "WARNING"} for name in TALKATIVE},
    }
