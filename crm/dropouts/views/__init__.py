"""Pages of the dropout follow-up: the round of `calling`, `deciding` on a case, `solving`, `reporting`, and `public`
pages without an account."""

from crm.dropouts.views import deciding, public, reporting, solving
from crm.dropouts.views.calling import bp

__all__ = ["bp", "deciding", "public", "reporting", "solving"]
