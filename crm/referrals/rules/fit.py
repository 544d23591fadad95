"""What the structures of each network are there for, and for whom: values."""

from collections.abc import Collection
from dataclasses import dataclass

from crm.codes.structures import Network
from crm.codes.support import Theme


@dataclass(frozen=True)
class Fit:
    """Themes (none: all), ages received by its rules (a hard limit) and usually, and who follows the training duty."""

    themes: frozenset[Theme] | None = None
    ages: tuple[int, int] | None = None
    usual_ages: tuple[int, int] | None = None
    duty: bool = False


ORIENT = frozenset({Theme.CHOOSE_JOB, Theme.TRAIN})
WORK = frozenset({Theme.FIND_JOB, Theme.PREPARE_APPLICATION, Theme.TRAIN, Theme.CREATE_BUSINESS})
BACK = frozenset({Theme.REMOBILISATION, Theme.TRAIN, Theme.CHOOSE_JOB, Theme.BASIC_SKILLS})
LIVE = frozenset({Theme.HOUSING, Theme.FAMILY_CHILDCARE, Theme.ADMIN_LEGAL, Theme.FINANCIAL, Theme.EQUIPMENT_FOOD})
SOCIAL = LIVE | {Theme.HEALTH, Theme.REMOBILISATION}

FITS: dict[Network, Fit] = {
    Network.MISSION_LOCALE: Fit(None, (16, 25), (16, 25), duty=True),
    Network.MAISON_EMPLOI_FORMATION: Fit(ORIENT | WORK, None, (16, 64)),
    Network.CIO: Fit(ORIENT | {Theme.REMOBILISATION}, None, (11, 25), duty=True),
    Network.MLDS: Fit(BACK, (14, 20), (16, 18), duty=True),
    Network.FRANCE_TRAVAIL: Fit(WORK, (16, 67), (18, 67)),
    Network.CAP_EMPLOI: Fit(WORK, (16, 67), (18, 67)),
    Network.CFA: Fit(frozenset({Theme.TRAIN, Theme.FIND_JOB}), (15, 29), (15, 25), duty=True),
    Network.CHAMBRE_CONSULAIRE: Fit(ORIENT | WORK, (15, 67), (15, 30)),
    Network.PLIE: Fit(WORK, (18, 67), (26, 67)),
    Network.E2C: Fit(BACK, (16, 25), (16, 25), duty=True),
    Network.EPIDE: Fit(BACK, (17, 25), (18, 25), duty=True),
    Network.AFPA: Fit(BACK | WORK, (16, 67), (18, 67), duty=True),
    Network.APEC: Fit(WORK, (18, 67), (22, 67)),
    Network.UNIVERSITE_SCUIO: Fit(ORIENT, (17, 67), (17, 26)),
    Network.LYCEE: Fit(BACK, (14, 25), (15, 20), duty=True),
    Network.COLLEGE: Fit(BACK, (11, 17), (11, 16), duty=True),
    Network.PJJ: Fit(None, (10, 21), (13, 20), duty=True),
    Network.DEPARTEMENT_ASE: Fit(SOCIAL, (0, 21), (0, 20), duty=True),
    Network.CCAS: Fit(SOCIAL),
    Network.PREVENTION_SPECIALISEE: Fit(SOCIAL, (11, 25), (11, 21), duty=True),
}
"""Networks that do not stand here receive anybody for anything."""


def fit_of(networks: Collection[Network]) -> Fit:
    """What a structure is there for: all that its networks are."""
    fits = [FITS.get(network, Fit()) for network in networks] or [Fit()]
    themes = [fit.themes for fit in fits]
    return Fit(
        None if None in themes else frozenset().union(*(one for one in themes if one)),
        widest([fit.ages for fit in fits]),
        widest([fit.usual_ages for fit in fits]),
        any(fit.duty for fit in fits),
    )


def widest(ages: list[tuple[int, int] | None]) -> tuple[int, int] | None:
    known = [one for one in ages if one]
    if len(known) < len(ages):
        return None
    return min(youngest for youngest, _ in known), max(oldest for _, oldest in known)
