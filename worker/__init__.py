"""The background worker: `celery -A worker worker` and `celery -A worker beat`."""

from typing import Any

from celery import Celery, Task

from crm import create_app
from crm.db import transaction
from worker.schedule import SCHEDULE

flask_app = create_app()


class TransactionalTask(Task):  # type: ignore[type-arg]
    """One task, one app context, one transaction."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with flask_app.app_context(), transaction():
            return self.run(*args, **kwargs)


app = Celery("worker", task_cls=TransactionalTask)
app.config_from_object(
    {
        **flask_app.config["CELERY"],
        "imports": sorted({entry["task"].rpartition(".")[0] for entry in SCHEDULE.values()}),
        "beat_schedule": SCHEDULE,
    }
)
