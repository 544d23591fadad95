"""A proposal in words: what it rests on, or why nobody can be proposed. In French, for the coordinator."""

from collections import Counter
from collections.abc import Collection

import numpy as np

from crm.codes import Code
from crm.codes.assignment import Limit, Part
from crm.codes.languages import SpokenLanguage
from crm.referrals.rules.assignment.costs import Costs, Truths
from crm.referrals.rules.assignment.instance import Instance, Need, Place


def told(part: Part, need: Need, place: Place, km: int, newcomers: int) -> str:
    """What a part says of a pair; `newcomers` is how many the whole proposal sends to this place. Empty: nothing."""
    match part:
        case Part.TRAVEL:
            return travel(need, km)
        case Part.THEME:
            return "" if need.theme is None else theme(need, place)
        case Part.PUBLIC:
            return public(need, place)
        case Part.LANGUAGE:
            return "" if need.language is None else language(need.language, place)
        case Part.CONTINUITY:
            return "déjà connu·e là-bas" if place.id in need.known else "pas encore connu·e là-bas"
        case Part.LOAD:
            return f"{plural(place.load + newcomers, 'arrivée')} pour {place.load + place.capacity} en deux semaines"
        case Part.ANSWER:
            return f"répond d’habitude en {plural(place.answer_days, 'jour')}"
        case Part.URGENCY:
            return f"{URGENT[need.urgency]} : chaque jour d’attente y compte" if need.urgency else ""
        case Part.DUTY:
            return "" if not need.duty else duty(place)


URGENT = ("", "sous 15 jours", "urgent")


def travel(need: Need, km: int) -> str:
    if km < 0:
        return "commune inconnue : trajet non compté"
    return f"à {km} km" + ("" if need.mobile or not km else ", comptés double : ni permis ni transport")


def theme(need: Need, place: Place) -> str:
    return "c’est leur domaine" if place.themes is None or need.theme in place.themes else "ce n’est pas leur domaine"


def public(need: Need, place: Place) -> str:
    if place.usual_ages is None or need.age is None or place.usual_ages[0] <= need.age <= place.usual_ages[1]:
        return ""
    return "{} ans : leur public habituel a de {} à {} ans".format(need.age, *place.usual_ages)


def language(spoken: str, place: Place) -> str:
    name = label(SpokenLanguage, spoken).lower()
    return f"on y parle {name}" if spoken in place.languages else f"personne n’y parle {name}"


def duty(place: Place) -> str:
    return "on y suit l’obligation de formation" if place.duty else "on n’y suit pas l’obligation de formation"


def label(kind: type[Code], value: str) -> str:
    return kind(value).label if value in list(kind) else value


def plural(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"


def why_nobody(instance: Instance, costs: Costs, i: int) -> str:
    """Why this need has no place, from what stands nearest in the way to what is farthest."""
    far = costs.limits[Limit.DISTANCE][i]
    near = f" à moins de {instance.reach} km" if instance.reach is not None and costs.km[i].max(initial=-1) >= 0 else ""
    if not len(instance.places) or far.all():
        return f"aucune structure{near or ' sur ce territoire'}"
    able = costs.possible[i]
    if not able.any():
        return f"aucune structure{near} ne convient : {reasons(costs, i, ~far)}"
    if costs.limits[Limit.CAPACITY][i][able].all():
        return f"aucune structure{near} n’a de place dans les deux semaines"
    count = int((able & ~costs.limits[Limit.CAPACITY][i]).sum())
    who = "la seule structure possible" if count == 1 else f"les {count} structures possibles"
    return (
        f"{who}{near} n’{'a' if count == 1 else 'ont'} plus de place dans les deux semaines : d’autres y passent avant"
    )


def reasons(costs: Costs, i: int, near: Truths) -> str:
    """Each of these structures counted once, under the first limit that forbids it."""
    first = [next(limit for limit in Limit if costs.limits[limit][i, j]) for j in np.flatnonzero(near)]
    return ", ".join(f"{count} {SAID[limit][count > 1]}" for limit, count in Counter(first).most_common())


def refusal(costs: Costs, i: int, j: int, aside: Collection[Limit] = ()) -> str:
    """Why somebody cannot be put there; empty when they can. Some limits may be left aside."""
    limit = next((limit for limit in Limit if limit not in aside and costs.limits[limit][i, j]), None)
    return SAID[limit][0] if limit else ""


SAID = {
    Limit.CLOSED: ("est fermée", "sont fermées"),
    Limit.SENDER: ("l’a envoyé·e", "l’ont envoyé·e"),
    Limit.DECLINED: ("a déjà refusé", "ont déjà refusé"),
    Limit.CONFLICT: ("est écartée par la coordination", "sont écartées par la coordination"),
    Limit.AGE: ("ne reçoit pas à cet âge", "ne reçoivent pas à cet âge"),
    Limit.COVERAGE: ("ne couvre pas sa commune", "ne couvrent pas sa commune"),
    Limit.DISTANCE: ("est trop loin", "sont trop loin"),
    Limit.CAPACITY: ("n’a pas de place", "n’ont pas de place"),
}
