"""C, referrals from one structure to another."""

from typing import Any

from crm.reports.rules.tables.indicator import Depth, Indicator, Kind

ARR = Depth.ARRONDISSEMENT
SENT: dict[str, Any] = {
    "unit": "orientations",
    "attribution": "Commune de résidence à l’envoi ; structure qui a envoyé.",
    "source": "Orientations et leurs étapes.",
}

REFERRALS = (
    Indicator(
        "C-1",
        "Orientations envoyées",
        "Orientations envoyées pour la première fois pendant le trimestre, sans les demandes d’avis. Entre deux "
        "réseaux, elles sont comptées sous « Autre » quand moins de trois structures y participent d’un côté, ou que "
        "l’une fait plus de 85 %.",
        Kind.COUNT,
        axes=("sex", "age", "pair"),
        depth=ARR,
        **SENT,
    ),
    Indicator(
        "C-2t",
        "Orientations envoyées, observées 10 jours",
        "Orientations envoyées du 10e jour avant le trimestre au 10e jour avant sa fin.",
        Kind.COUNT,
        support=True,
        **SENT,
    ),
    Indicator(
        "C-2",
        "Taux de réponse sous 10 jours",
        "Part des orientations acceptées, refusées ou réorientées dans les 10 jours suivant l’envoi.",
        Kind.RATE,
        of="C-2t",
        **SENT,
    ),
    Indicator(
        "C-2bt",
        "Orientations envoyées, observées 30 jours",
        "Orientations envoyées du 30e jour avant le trimestre au 30e jour avant sa fin.",
        Kind.COUNT,
        support=True,
        **SENT,
    ),
    Indicator(
        "C-2b",
        "Taux de réponse sous 30 jours",
        "Part des orientations acceptées, refusées ou réorientées dans les 30 jours suivant l’envoi.",
        Kind.RATE,
        of="C-2bt",
        **SENT,
    ),
    Indicator(
        "C-3t",
        "Orientations ayant reçu une réponse",
        "Orientations dont la première réponse (acceptée, refusée, réorientée) date du trimestre.",
        Kind.COUNT,
        support=True,
        **SENT,
    ),
    Indicator(
        "C-3",
        "Taux d’acceptation",
        "Part des réponses du trimestre qui sont des acceptations.",
        Kind.RATE,
        of="C-3t",
        **SENT,
    ),
    Indicator(
        "C-5t",
        "Orientations envoyées, observées 60 jours",
        "Orientations envoyées du 60e jour avant le trimestre au 60e jour avant sa fin : celles dont les 60 jours sont "
        "écoulés.",
        Kind.COUNT,
        depth=ARR,
        support=True,
        **SENT,
    ),
    Indicator(
        "C-4",
        "Taux d’expiration",
        "Part des orientations restées sans réponse jusqu’à leur expiration, dans les 60 jours suivant l’envoi.",
        Kind.RATE,
        of="C-5t",
        **SENT,
    ),
    Indicator(
        "C-5",
        "Taux de prise en charge effective",
        "Part des orientations dont le jeune a été reçu et pris en charge dans les 60 jours suivant l’envoi.",
        Kind.RATE,
        of="C-5t",
        depth=ARR,
        **SENT,
    ),
    Indicator(
        "C-6t",
        "Prises en charge du trimestre",
        "Orientations dont la prise en charge date du trimestre.",
        Kind.COUNT,
        axes=(),
        support=True,
        **SENT,
    ),
    Indicator(
        "C-6",
        "Délai médian de l’envoi au premier rendez-vous honoré",
        "Nombre médian de jours de l’envoi à la prise en charge, pour les prises en charge du trimestre.",
        Kind.MEDIAN,
        of="C-6t",
        axes=(),
        **{**SENT, "unit": "jours"},
    ),
    Indicator(
        "C-7",
        "Jeunes orientés en boucle",
        "Jeunes ayant eu au moins trois orientations dans les 180 jours avant la fin du trimestre, dont aucune n’a "
        "abouti à une prise en charge.",
        attribution="Commune de résidence à la dernière orientation.",
        source=SENT["source"],
        axes=(),
    ),
    Indicator(
        "C-8",
        "Refus",
        "Orientations refusées pendant le trimestre, par motif.",
        Kind.COUNT,
        axes=("reason",),
        **SENT,
    ),
)
