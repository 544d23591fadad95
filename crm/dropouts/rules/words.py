"""What is written to somebody who does not answer: never why, and always whom to call."""

from dataclasses import dataclass

from crm.codes.dropouts import ContactTemplate as Template

BRIEF = {
    Template.CALL_BACK: "{structure} aimerait parler de vos projets avec vous.",
    Template.TRIED: "{structure} a essayé de vous appeler, pour parler de vos projets.",
    Template.INVITE: "{structure} vous propose un rendez-vous, pour parler de vos projets.",
    Template.NEWS: "{structure} prend de vos nouvelles : tout va bien ?",
}
LONG = {
    Template.CALL_BACK: "Nous aimerions parler avec vous de ce que vous voulez faire, sans engagement de votre part.",
    Template.TRIED: "Nous avons essayé de vous appeler, sans réussir à vous joindre. "
    "Nous aimerions parler avec vous de ce que vous voulez faire.",
    Template.INVITE: "Nous vous proposons un rendez-vous pour parler de ce que vous voulez faire : "
    "un métier, une formation, un stage, ou simplement faire le point.",
    Template.NEWS: "Nous prenons de vos nouvelles : est-ce que tout se passe comme vous le vouliez ?",
}
TO_GUARDIAN = (
    "Nous aimerions parler avec {given_name}, et avec vous, de ses projets : un métier, une formation, un stage, "
    "ou simplement faire le point. Nous n’avons pas réussi à vous joindre par téléphone."
)
SUBJECT = "Parlons de vos projets"


@dataclass(frozen=True)
class Words:
    """What changes from one message to another."""

    given_name: str
    structure: str
    call_back: str
    """As it is dialled."""

    url: str
    """Where to ask to be called back; empty on paper."""


def brief(template: Template, words: Words) -> str:
    """A text message: two segments at most with ordinary names, since all its letters are of the basic alphabet."""
    said = BRIEF[template].format(structure=words.structure)
    ways = f"Appelez le {words.call_back}, ou dites-nous de vous rappeler : {words.url}"
    return f"Bonjour {words.given_name}, {said} {ways}"


def mail(template: Template, words: Words) -> tuple[str, str]:
    """Subject and text of an e-mail."""
    return SUBJECT, (
        f"Bonjour {words.given_name},\n\n{LONG[template]}\n\n"
        f"Appelez-nous au {words.call_back}, ou demandez ici à être rappelé, sans rien écrire :\n{words.url}\n\n"
        f"À bientôt,\n{words.structure}\n"
    )


def paragraphs(template: Template, words: Words, *, guardian: bool) -> list[str]:
    """The text of a letter on paper, to the person or to who answers for them."""
    said = TO_GUARDIAN.format(given_name=words.given_name) if guardian else LONG[template]
    return [
        "Madame, Monsieur," if guardian else f"Bonjour {words.given_name},",
        said,
        f"Appelez-nous au {words.call_back} : nous conviendrons ensemble d’un moment, ici, par téléphone ou ailleurs.",
        "À bientôt,",
    ]
