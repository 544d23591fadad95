"""Which figures an edition holds: definitions of themes A to F, axes, and the system of `cells` they make.

Definitions are values; each is counted by one function of `crm/reports/queries/indicators/`.
"""

from crm.reports.rules.tables.cells import (
    ELSEWHERE,
    PUBLIC_LIMIT,
    REGION,
    Counted,
    Map,
    Measured,
    above,
    age_band,
    as_lines,
    axes,
    build,
    cell_id,
    measures,
    number,
    rate,
    split,
)
from crm.reports.rules.tables.definitions import INDICATORS
from crm.reports.rules.tables.indicator import AGES, AXES, BOTH, SEXES, THEMES, Axis, Depth, Indicator, Kind, labelled
from crm.reports.rules.tables.quarters import after, before, first_day, quarter_of

__all__ = [
    "AGES",
    "AXES",
    "BOTH",
    "ELSEWHERE",
    "INDICATORS",
    "PUBLIC_LIMIT",
    "REGION",
    "SEXES",
    "THEMES",
    "Axis",
    "Counted",
    "Depth",
    "Indicator",
    "Kind",
    "Map",
    "Measured",
    "above",
    "after",
    "age_band",
    "as_lines",
    "axes",
    "before",
    "build",
    "cell_id",
    "first_day",
    "labelled",
    "measures",
    "number",
    "quarter_of",
    "rate",
    "split",
]
