"""One person typed a second time elsewhere, as it happens: other coordinates, and a slip or two."""

from collections.abc import Callable
from random import Random
from typing import Any

from crm.demo.pen import Person, Story
from crm.reading import LETTERS, fold

Slip = Callable[[dict[str, Any], Random], None]


def bare(values: dict[str, Any], _: Random) -> None:
    """Without accents and hyphens."""
    for name in ("given_name", "family_name"):
        values[name] = fold(values[name].translate(LETTERS)).title()


def respelt(values: dict[str, Any], random: Random) -> None:
    """As it is heard."""
    name = random.choice(("given_name", "family_name"))
    for one, other in random.sample(HEARD, len(HEARD)):
        if one in values[name]:
            values[name] = values[name].replace(one, other, 1)
            return


HEARD = (
    *(("y", "i"), ("i", "y"), ("ph", "f"), ("ck", "k"), ("k", "c"), ("th", "t"), ("ss", "s"), ("nn", "n")),
    *(("ll", "l"), ("n", "nn"), ("ah", "a"), ("ï", "i"), ("eau", "au"), ("z", "s"), ("é", "e"), ("ou", "oo")),
)


def mistyped(values: dict[str, Any], random: Random) -> None:
    """Two letters exchanged, or one forgotten."""
    name = random.choice(("given_name", "family_name"))
    text, place = values[name], random.randrange(1, max(len(values[name]) - 1, 2))
    values[name] = random.choice(
        (text[:place] + text[place + 1 :], text[:place] + text[place : place + 2][::-1] + text[place + 2 :])
    )


def shortened(values: dict[str, Any], random: Random) -> None:
    """One part of a name in two parts."""
    name = random.choice(("given_name", "family_name"))
    values[name] = values[name].replace("-", " ").split()[0]


def exchanged_names(values: dict[str, Any], _: Random) -> None:
    values["given_name"], values["family_name"] = values["family_name"], values["given_name"]


def exchanged_day(values: dict[str, Any], _: Random) -> None:
    born = values["born_on"]
    if born.day <= 12:
        values["born_on"] = born.replace(month=born.day, day=born.month)


def wrong_day(values: dict[str, Any], random: Random) -> None:
    values["born_on"] = values["born_on"].replace(day=random.randrange(1, 28))


SLIPS: tuple[tuple[Slip, int], ...] = (
    (bare, 30),
    (respelt, 22),
    (mistyped, 14),
    (shortened, 8),
    (exchanged_names, 3),
    (exchanged_day, 8),
    (wrong_day, 5),
)


def type_again(story: Story, person: Person, first: Person) -> None:
    """Make `person` a second file of `first`: what is kept from one structure to another, and slips."""
    random, values = story.random, person.values
    for name in ("given_name", "family_name", "usual_name", "sex", "born_on"):
        values[name] = first.values[name]
    if random.random() < 0.6:
        person.commune = values["commune_code"] = first.commune
        values["address"] = first.values["address"]
    if random.random() < 0.55:
        values["phone"] = first.values["phone"]
    values["email"] = first.values["email"] if random.random() < 0.6 else None
    values["no_phone"] = values["phone"] is None
    makers, weights = zip(*SLIPS, strict=True)
    for slip in random.choices(makers, weights, k=random.choice((1, 1, 2))):
        slip(values, random)
    person.born_on = values["born_on"]
    story.twice[person.id] = first.id
