"""A, reception and information; B, appointments."""

from typing import Any

from crm.reports.rules.tables.indicator import Depth, Indicator, Kind

ARR = Depth.ARRONDISSEMENT
BOOKED: dict[str, Any] = {"unit": "rendez-vous", "source": "Agenda : participations aux rendez-vous.", "depth": ARR}
ORIGIN = ("sex", "age", "origin")

RECEPTION = (
    Indicator(
        "A-1",
        "Accueils anonymes",
        "Somme des personnes reçues pendant le trimestre sans ouvrir de dossier (premier niveau de service).",
        Kind.COUNT,
        "accueils",
        "Arrondissement de la structure qui a reçu.",
        "Compteur d’accueil des structures.",
        axes=(),
        depth=ARR,
    ),
    Indicator(
        "A-2",
        "Premiers accueils",
        "Jeunes dont le tout premier entretien dans le SPRO, en face à face, au téléphone ou en visio, a lieu pendant "
        "le trimestre.",
        of="A-3",
        depth=ARR,
        fine=True,
    ),
    Indicator(
        "A-2s",
        "Premiers accueils par structure",
        "Premiers entretiens d’un jeune dans une structure pendant le trimestre : un jeune compte une fois dans chaque "
        "structure où il arrive.",
        Kind.COUNT,
        "premiers accueils",
    ),
    Indicator(
        "A-3",
        "Jeunes accompagnés",
        "Jeunes ayant eu pendant le trimestre au moins un entretien individuel, une information collective ou un "
        "atelier. Les démarches sans le jeune et les actes administratifs ne comptent pas.",
        axes=("sex", "age", "level", "qpv", "frr", "rqth"),
        depth=ARR,
        fine=True,
    ),
    Indicator(
        "A-4",
        "Contacts par personne, médiane",
        "Nombre médian d’entretiens, informations collectives et ateliers par jeune accompagné.",
        Kind.MEDIAN,
        "contacts",
        of="A-3",
        axes=(),
    ),
    Indicator(
        "A-4m",
        "Contacts par personne, moyenne",
        "Nombre moyen d’entretiens, informations collectives et ateliers par jeune accompagné.",
        Kind.MEAN,
        "contacts",
        of="A-3",
        axes=(),
    ),
)

APPOINTMENTS = (
    Indicator(
        "B-1",
        "Rendez-vous pris",
        "Rendez-vous dont l’heure tombe dans le trimestre, quelle qu’en soit l’issue, sauf ceux qui ont été reportés.",
        Kind.COUNT,
        axes=ORIGIN,
        **BOOKED,
    ),
    Indicator(
        "B-3",
        "Taux de complétude",
        "Part des rendez-vous du trimestre dont l’issue est renseignée. Sous 90 %, le taux d’absence est fragile.",
        Kind.RATE,
        of="B-1",
        axes=ORIGIN,
        **BOOKED,
    ),
    Indicator(
        "B-2",
        "Taux d’absence non excusée",
        "Part des rendez-vous dont l’issue est connue (venu, excusé, annulé par le service, absent) où le jeune n’est "
        "pas venu sans prévenir.",
        Kind.RATE,
        of="B-3",
        relies_on="B-3",
        axes=ORIGIN,
        **BOOKED,
    ),
    Indicator(
        "B-2p",
        "Rendez-vous honorés ou manqués",
        "Rendez-vous du trimestre où le jeune est venu, ou n’est pas venu sans prévenir.",
        Kind.COUNT,
        of="B-3",
        axes=ORIGIN,
        support=True,
        **BOOKED,
    ),
    Indicator(
        "B-2c",
        "Taux d’absence, annulations exclues",
        "Part des absences non excusées parmi les seuls rendez-vous honorés ou manqués : variante plus stricte de B-2.",
        Kind.RATE,
        of="B-2p",
        part="B-2",
        relies_on="B-3",
        axes=ORIGIN,
        **BOOKED,
    ),
    Indicator(
        "B-4",
        "Délai médian de rendez-vous",
        "Nombre médian de jours entre la prise du rendez-vous et sa date.",
        Kind.MEDIAN,
        "jours",
        source="Agenda : participations aux rendez-vous.",
        of="B-1",
        axes=(),
    ),
    Indicator(
        "B-5t",
        "Rendez-vous à rappeler",
        "Rendez-vous du trimestre pris plus de 48 heures à l’avance, d’un jeune qui accepte les messages et a un "
        "mobile ou un e-mail.",
        Kind.COUNT,
        "rendez-vous",
        source="Agenda et messages.",
        axes=(),
        support=True,
    ),
    Indicator(
        "B-5",
        "Rappels délivrés",
        "Part des rendez-vous à rappeler pour lesquels un rappel a été distribué.",
        Kind.RATE,
        "rendez-vous",
        source="Agenda et messages.",
        of="B-5t",
        axes=(),
        weak="Un e-mail compte comme distribué dès que le serveur du destinataire l’accepte.",
    ),
)
