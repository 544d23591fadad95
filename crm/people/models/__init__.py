"""The people we accompany: `record` is the file, `reaching` other ways to the person, `wishes` what they agree to,
`search` how a file is found, `linkage` which files may be of one person."""

from crm.people.models.linkage import LinkageModel, Merge, NameCount, SuspectedPair
from crm.people.models.reaching import FurtherContact, Guardian
from crm.people.models.record import (
    AboutPerson,
    AttributePast,
    Circle,
    Person,
    PersonFlag,
    RestrictedAccess,
)
from crm.people.models.search import PersonSearch, follower
from crm.people.models.wishes import InformationNotice, OptOut, SharingAgreement

__all__ = [
    "AboutPerson",
    "AttributePast",
    "Circle",
    "FurtherContact",
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
