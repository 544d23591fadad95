"""The shared follow-up of young people: `create_app` puts it together."""

import gc
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import configure_mappers

from config import Config
from crm import auth, errors, health, logs, pages, protection, tables
from crm.accounts.views import bp as accounts_pages
from crm.appointments import actions as appointment_actions
from crm.appointments import queries as appointment_queries
from crm.appointments.views import bp as appointments_pages
from crm.db import db, migrate, transaction
from crm.dropouts import actions as dropout_actions
from crm.dropouts import queries as dropout_queries
from crm.dropouts.views import bp as dropouts_pages
from crm.duty import queries as duty_queries
from crm.duty.views import bp as duty_pages
from crm.imports.views import bp as imports_pages
from crm.messages import actions as message_actions
from crm.messages.views import bp as messages_pages
from crm.messages.views import preview
from crm.people import actions as people_actions
from crm.people import queries as people_queries
from crm.people import views as people_views
from crm.people.views import bp as people_pages
from crm.privacy.views import bp as privacy_pages
from crm.psad.views import bp as psad_pages
from crm.referrals import actions as referral_actions
from crm.referrals import queries as referral_queries
from crm.referrals.queries import Source
from crm.referrals.views import bp as referrals_pages
from crm.reports.views import bp as reports_pages
from crm.structures.views import bp as structures_pages
from crm.support import actions as support_actions
from crm.support import queries as support_queries
from crm.support.views import bp as support_pages
from crm.territory.views import bp as territory_pages
from crm.today import queries as today_queries
from crm.today.views import bp as today_pages

__all__ = ["create_app", "tables"]

ROOT = Path(__file__).parents[1]
AREAS = [
    today_pages,
    reports_pages,
    privacy_pages,
    imports_pages,
    duty_pages,
    psad_pages,
    dropouts_pages,
    referrals_pages,
    appointments_pages,
    support_pages,
    people_pages,
    accounts_pages,
    messages_pages,
    structures_pages,
    territory_pages,
]


def connect() -> None:
    """Where an area above listens to one below: what they tell on a person's page, what waits in a coordinator's pool,
    and who follows an outcome."""
    people_views.STORY[:] = [
        support_queries.story,
        appointment_queries.story,
        referral_queries.story,
        dropout_queries.story,
    ]
    people_views.PANELS[:] = [
        support_queries.panel,
        appointment_queries.panel,
        referral_queries.panel,
        dropout_queries.panel,
        duty_queries.panel,
        people_queries.panel,
    ]
    preview.SAMPLES[:] = [appointment_queries.samples, today_queries.samples]
    message_actions.STOPS[:] = [people_actions.stop]
    people_actions.SIGNS[:] = [dropout_actions.come_back]
    referral_queries.SOURCES[:] = [
        Source(kind, reads.pooled, reads.pooled_count, reads.arrivals, writes.assign_pooled)
        for kind, reads, writes in (
            ("referral", referral_queries, referral_actions),
            ("case", dropout_queries, dropout_actions),
        )
    ]
    support_actions.ENDED[:] = [referral_actions.leave_off]
    appointment_actions.OUTCOMES[:] = [referral_actions.follow, dropout_actions.follow]


class CRM(Flask):
    def dispatch_request(self, *args: Any) -> Any:
        with transaction():
            return super().dispatch_request(*args)


def create_app(config: Config | None = None) -> Flask:
    app = CRM(__name__, template_folder=str(ROOT / "templates"))
    app.config.from_object(config or Config())
    logs.init_app(app)
    db.init_app(app)
    migrate.init_app(app, directory=str(ROOT / "migrations"))
    protection.init_app(app)
    auth.init_app(app)
    pages.init_app(app)
    errors.init_app(app)
    connect()
    for area in [health.bp, *AREAS]:
        app.register_blueprint(area)
    configure_mappers()
    gc.collect()
    gc.freeze()  # what stays for good is not walked again by each collection, which held a page up for 0.13 s
    return app
