"""F, trajectories and quality."""

from typing import Any

from crm.reports.rules.tables.indicator import Depth, Indicator, Kind

FILES: dict[str, Any] = {"source": "Dossiers des jeunes.", "axes": ()}

QUALITY = (
    Indicator(
        "F-1",
        "Entrées en situation",
        "Emplois, alternances, formations, scolarités, immersions et services civiques commencés pendant le trimestre.",
        Kind.COUNT,
        "entrées",
        source="Situations datées des jeunes.",
        axes=("sex", "age", "situation"),
    ),
    Indicator(
        "F-2",
        "Part des emplois durables",
        "Part des entrées en situation qui sont un CDI ou un contrat de six mois ou plus.",
        Kind.RATE,
        "entrées",
        source="Situations datées des jeunes.",
        of="F-1",
    ),
    Indicator(
        "F-3",
        "Freins levés",
        "Freins qui étaient bloquants et dont la levée a été constatée pendant le trimestre.",
        Kind.COUNT,
        "freins",
        source="Freins datés des jeunes.",
        axes=(),
    ),
    Indicator(
        "F-4t",
        "Jeunes suivis en fin de trimestre",
        "Jeunes dont un accompagnement est ouvert le dernier jour du trimestre.",
        support=True,
        **FILES,
    ),
    Indicator(
        "F-4",
        "Taux de dossiers complets",
        "Part des jeunes suivis en fin de trimestre dont le diplôme, la situation et la commune sont connus, et le "
        "dossier vérifié depuis moins de douze mois.",
        Kind.RATE,
        of="F-4t",
        **FILES,
    ),
    Indicator(
        "F-5",
        "Dossiers arrivés en fin de conservation",
        "Jeunes dont l’accompagnement a été clos pendant le trimestre parce que la durée de conservation est passée.",
        **FILES,
    ),
    Indicator(
        "F-6",
        "Accords de partage actifs",
        "Accords donnés par les jeunes et en vigueur le dernier jour du trimestre.",
        Kind.COUNT,
        "accords",
        **FILES,
    ),
    Indicator(
        "F-6r",
        "Accords de partage révoqués",
        "Accords que les jeunes ont retirés pendant le trimestre.",
        Kind.COUNT,
        "accords",
        **FILES,
    ),
    Indicator(
        "F-7",
        "Structures contributrices",
        "Part des structures inscrites et actives qui ont enregistré au moins un contact, un rendez-vous ou une "
        "orientation pendant le trimestre.",
        Kind.COVERAGE,
        "structures",
        "Arrondissement de la structure.",
        "Structures inscrites ; contacts, rendez-vous et orientations.",
        axes=(),
    ),
    Indicator(
        "F-8",
        "Messages envoyés",
        "Messages aux jeunes partis, ou qui ont échoué, pendant le trimestre.",
        Kind.COUNT,
        "messages",
        source="Messages.",
        axes=("channel",),
        depth=Depth.REGION,
    ),
    Indicator(
        "F-8f",
        "Part des messages en échec",
        "Part de ces messages qui n’ont pas été distribués.",
        Kind.RATE,
        "messages",
        source="Messages.",
        of="F-8",
        axes=("channel",),
        depth=Depth.REGION,
    ),
)
