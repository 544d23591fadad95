"""Read messages, always as someone: `failures` to look into, and the `channels` of structures."""

from crm.messages.queries.channels import Ending, ending, quota_left, setting, used
from crm.messages.queries.failures import failure, unsettled

__all__ = [
    "Ending",
    "ending",
    "failure",
    "quota_left",
    "setting",
    "unsettled",
    "used",
]
