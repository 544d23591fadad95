"""Text messages: whom they reach, and how many segments they take."""

from typing import NamedTuple

import phonenumbers

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet of seven-bit messages, 3GPP TS 23.038 §6.2.1."""

ESCAPED = frozenset("\f^{}\\[~]|€")
"""Its extension, §6.2.1.1: each takes two places."""

PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "}
    | {"«": '"', "»": '"', "·": ".", "œ": "oe", "Œ": "OE"}
)
"""What typography adds and no telephone needs: one such sign would more than halve what a message holds."""

FRANCE = 33
OVERSEAS = frozenset({"GP", "GF", "MQ", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"})
MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class Size(NamedTuple):
    """How much a text message takes: `characters` counted as the network does, `segments` as they are paid."""

    characters: int
    segments: int
    unicode: bool
    """A sign outside the seven-bit alphabet makes every segment shorter: 70 places instead of 160."""


def plain(text: str) -> str:
    """The text as it leaves: typographic signs become those of the seven-bit alphabet; letters are never changed."""
    return text.translate(PLAIN)


def size(text: str) -> Size:
    """What a text takes, in places of its alphabet and in segments; source: 3GPP TS 23.040 §9.2.3.24.1.

    A single message holds 160 places (70 in Unicode), each part of a longer one 153 (67); a sign of two places is
    never cut in half.
    """
    unicode = not BASIC.union(ESCAPED).issuperset(text)
    places = [1 + (ord(sign) > 0xFFFF if unicode else sign in ESCAPED) for sign in text]
    whole, part = (70, 67) if unicode else (160, 153)
    total = sum(places)
    if total <= whole:
        return Size(total, 1 if text else 0, unicode)
    segments, room = 1, part
    for place in places:
        if place > room:
            segments, room = segments + 1, part
        room -= place
    return Size(total, segments, unicode)


def is_mobile(number: str, *, foreign: bool = False) -> bool:
    """Does a text message reach this E.164 number: 06, 07 and overseas mobiles, other countries' only if `foreign`."""
    parsed = phonenumbers.parse(number)
    if parsed.country_code == FRANCE:
        return len(str(parsed.national_number)) == 9 and str(parsed.national_number)[0] in "67"
    if phonenumbers.number_type(parsed) not in MOBILE:
        return False
    return foreign or phonenumbers.region_code_for_number(parsed) in OVERSEAS


def says_stop(text: str) -> bool:
    """Is this answer a request to receive no more: STOP, or the same word with a little around it."""
    words = text.strip().strip(".!\"'«» ").upper().split()
    return bool(words) and words[0] in ("STOP", "ARRET", "ARRÊT", "UNSUBSCRIBE") and len(words) <= 3
