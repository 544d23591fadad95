"""D, dropouts; E, the training obligation of 16-17 year-olds."""

from typing import Any

from crm.reports.rules.tables.indicator import Depth, Indicator, Kind

ARR = Depth.ARRONDISSEMENT
CASE: dict[str, Any] = {
    "attribution": "Commune de résidence au signalement ; structure qui porte le suivi.",
    "source": "Signalements, suivis de décrochage et leurs étapes.",
}
CASES: dict[str, Any] = {"kind": Kind.COUNT, "unit": "suivis", **CASE}
SHARE: dict[str, Any] = {**CASES, "kind": Kind.RATE}
REPORTS: dict[str, Any] = {**CASES, "unit": "signalements"}
DUTY: dict[str, Any] = {
    "attribution": "Commune de résidence à la date du fait ; structure qui suit l’obligation.",
    "source": "Obligations de formation.",
}

DROPOUTS = (
    Indicator(
        "D-1",
        "Signalements",
        "Signalements de décrochage reçus pendant le trimestre, par origine.",
        axes=("sex", "age", "source"),
        splits=("D-2", "D-3", "D-1v"),
        depth=ARR,
        **REPORTS,
    ),
    Indicator(
        "D-2",
        "Part des signalements non concernés",
        "Part des signalements du trimestre dont la vérification a montré qu’il n’y a pas de décrochage.",
        of="D-1",
        axes=("code",),
        **{**REPORTS, "kind": Kind.RATE},
    ),
    Indicator(
        "D-3",
        "Décrochages confirmés",
        "Signalements du trimestre dont la vérification a confirmé le décrochage.",
        axes=(),
        **REPORTS,
    ),
    Indicator(
        "D-1v",
        "Signalements à vérifier",
        "Signalements du trimestre que personne n’a encore vérifiés : comptés à part, ni dedans ni dehors.",
        axes=(),
        **REPORTS,
    ),
    Indicator(
        "D-4t",
        "Décrochages confirmés, observés 30 jours",
        "Suivis confirmés, signalés du 30e jour avant le trimestre au 30e jour avant sa fin.",
        support=True,
        **CASES,
    ),
    Indicator(
        "D-4",
        "Taux de contact sous 30 jours",
        "Part des suivis confirmés pour lesquels une tentative de contact a eu lieu dans les 30 jours du signalement.",
        of="D-4t",
        **SHARE,
    ),
    Indicator(
        "D-5",
        "Taux de jeunes joints",
        "Part des suivis confirmés, observés 30 jours, dont le jeune a été joint au moins une fois avant la fin du "
        "trimestre.",
        of="D-4t",
        **SHARE,
    ),
    Indicator(
        "D-15",
        "Suivis en cours en fin de trimestre",
        "Suivis vérifiés et ouverts le dernier jour du trimestre, selon où ils en sont.",
        axes=("state",),
        **CASES,
    ),
    Indicator(
        "D-6",
        "Part des injoignables",
        "Part des suivis en cours en fin de trimestre dont le jeune est injoignable.",
        of="D-15",
        same=("D-15", "state:unreachable"),
        axes=(),
        **SHARE,
    ),
    Indicator(
        "D-7t",
        "Décrochages confirmés, observés 3 mois",
        "Suivis confirmés, signalés pendant le trimestre précédent : ceux dont les trois mois sont écoulés.",
        depth=ARR,
        support=True,
        **CASES,
    ),
    Indicator(
        "D-7",
        "Taux de jeunes reçus sous 3 mois",
        "Part des suivis confirmés dont le jeune a été reçu dans les trois mois du signalement (L.313-8 du Code "
        "de l’éducation).",
        of="D-7t",
        depth=ARR,
        **SHARE,
    ),
    Indicator(
        "D-8",
        "Jeunes à qui une solution est proposée",
        "Jeunes décrocheurs à qui une solution a été proposée pendant le trimestre.",
        **CASE,
    ),
    Indicator(
        "D-9",
        "Jeunes dont une solution a commencé",
        "Jeunes décrocheurs dont une solution a commencé pendant le trimestre ; la dernière s’il y en a plusieurs.",
        axes=("sex", "age", "solution"),
        depth=ARR,
        **CASE,
    ),
    Indicator(
        "D-10t",
        "Solutions commencées depuis 3 mois",
        "Solutions commencées dont les trois mois tombent dans le trimestre.",
        axes=(),
        support=True,
        **{**CASES, "unit": "solutions"},
    ),
    Indicator(
        "D-10",
        "Taux de maintien à 3 mois",
        "Part des solutions commencées qui tiennent encore trois mois après.",
        of="D-10t",
        axes=(),
        **{**SHARE, "unit": "solutions"},
    ),
    Indicator(
        "D-11t",
        "Solutions commencées depuis 6 mois",
        "Solutions commencées dont les six mois tombent dans le trimestre.",
        axes=(),
        support=True,
        **{**CASES, "unit": "solutions"},
    ),
    Indicator(
        "D-11",
        "Taux de maintien à 6 mois",
        "Part des solutions commencées qui tiennent encore six mois après.",
        of="D-11t",
        axes=(),
        **{**SHARE, "unit": "solutions"},
    ),
    Indicator(
        "D-12",
        "Ruptures de solution",
        "Solutions rompues pendant le trimestre.",
        axes=("solution",),
        **{**CASES, "unit": "solutions"},
    ),
    Indicator(
        "D-13",
        "Refus d’accompagnement",
        "Jeunes qui ont refusé l’accompagnement pendant le trimestre.",
        axes=(),
        sensitive=True,
        **CASE,
    ),
    Indicator(
        "D-14t",
        "Jeunes joints pour la première fois",
        "Suivis dont le jeune a été joint pour la première fois pendant le trimestre.",
        axes=(),
        support=True,
        **CASES,
    ),
    Indicator(
        "D-14",
        "Délai médian du signalement au premier contact",
        "Nombre médian de jours du signalement au jour où le jeune a été joint.",
        of="D-14t",
        axes=(),
        **{**CASES, "kind": Kind.MEDIAN, "unit": "jours"},
    ),
    Indicator(
        "D-14b",
        "Délai médian du signalement à la solution",
        "Nombre médian de jours du signalement au début de la solution, pour les jeunes de D-9.",
        of="D-9",
        axes=(),
        **{**CASES, "kind": Kind.MEDIAN, "unit": "jours"},
    ),
)

TRAINING_DUTY = (
    Indicator(
        "E-1",
        "Mineurs relevant de l’obligation",
        "Jeunes de 16 ou 17 ans dont l’obligation de formation n’était pas satisfaite à un moment du trimestre.",
        axes=("sex",),
        **DUTY,
    ),
    Indicator(
        "E-2",
        "Obligations satisfaites",
        "Jeunes dont l’obligation est satisfaite depuis un jour du trimestre, par moyen.",
        axes=("means",),
        **DUTY,
    ),
    Indicator(
        "E-3",
        "Exemptions médicales",
        "Jeunes exemptés par certificat médical pendant le trimestre.",
        axes=(),
        sensitive=True,
        **DUTY,
    ),
    Indicator("E-4", "Convocations", "Jeunes convoqués pendant le trimestre (R.114-7).", axes=(), **DUTY),
    Indicator(
        "E-5",
        "Transmissions au département",
        "Situations transmises au président du conseil départemental pendant le trimestre.",
        axes=(),
        sensitive=True,
        **DUTY,
    ),
    Indicator(
        "E-6",
        "Convocations de plus de deux mois sans issue",
        "Convocations dont les deux mois sont passés à la fin du trimestre, sans solution ni transmission. Doit tendre "
        "vers zéro.",
        axes=(),
        **DUTY,
    ),
    Indicator(
        "E-7",
        "Majorité atteinte sans solution",
        "Jeunes qui ont eu 18 ans pendant le trimestre sans que l’obligation soit satisfaite.",
        axes=(),
        **DUTY,
    ),
)
