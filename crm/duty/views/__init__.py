"""The obligation de formation: the list and each one, then the summons and the transmission."""

from crm.duty.views import summoning
from crm.duty.views.following import bp

__all__ = ["bp", "summoning"]
