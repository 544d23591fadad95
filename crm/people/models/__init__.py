"""The people we accompany: `record` is the file, `search` how it is found, `linkage` which files may be of one
person."""

from crm.people.models.linkage import LinkageModel, Merge, NameCount, SuspectedPair
from crm.people.models.record import (
    Circle,
    Guardian,
    InformationNotice,
    OptOut,
    Person,
    PersonFlag,
    RestrictedAccess,
    SharingAgreement,
)
from crm.people.models.search import PersonSearch, follower

__all__ = [
    "Circle",
    "Guardian",
    "InformationNotice",
    "LinkageModel",
    "Merge",
    "NameCount",
    "OptOut",
    "Person",
    "PersonFlag",
    "PersonSearch",
    "RestrictedAccess",
    "SharingAgreement",
    "SuspectedPair",
    "follower",
]
