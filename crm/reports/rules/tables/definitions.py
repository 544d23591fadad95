"""All indicators, by identifier, in the order of the report."""

from crm.reports.rules.tables.dropouts import DROPOUTS, TRAINING_DUTY
from crm.reports.rules.tables.indicator import Indicator
from crm.reports.rules.tables.quality import QUALITY
from crm.reports.rules.tables.reception import APPOINTMENTS, RECEPTION
from crm.reports.rules.tables.referrals import REFERRALS

INDICATORS: dict[str, Indicator] = {
    indicator.id: indicator
    for indicator in (*RECEPTION, *APPOINTMENTS, *REFERRALS, *DROPOUTS, *TRAINING_DUTY, *QUALITY)
}
