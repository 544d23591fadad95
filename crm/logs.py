"""Logs: one JSON line per event, on standard output. Static names and identifiers, never personal data."""

import logging
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("crm")


def configure(level: str) -> None:
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=False,
    )
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[lines], force=True)
    logging.getLogger("fontTools").setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    if not app.testing:
        configure(app.config["LOG_LEVEL"])

    @app.before_request
    def bind() -> None:
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=str(uuid.uuid4()), endpoint=request.endpoint)

    @app.after_request
    def tell(response: Response) -> Response:
        if request.endpoint != "static" and "started" in g:
            milliseconds = round(1000 * (time.perf_counter() - g.started), 1)
            log.info("request", method=request.method, status=response.status_code, ms=milliseconds)
        return response
