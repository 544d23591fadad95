"""Pages of messages: the `settings` of a structure, their `preview`, `failures`, and `receipts` of providers."""

from crm.messages.views import failures, preview, receipts
from crm.messages.views.settings import bp

__all__ = ["bp", "failures", "preview", "receipts"]
