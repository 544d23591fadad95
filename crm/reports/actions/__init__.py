"""What can be done with editions: their `life`, and the `building` of their figures."""

from crm.reports.actions.building import THRESHOLD, make, next_to_build
from crm.reports.actions.life import archive, ask, publish, sign_off

__all__ = ["THRESHOLD", "archive", "ask", "make", "next_to_build", "publish", "sign_off"]
