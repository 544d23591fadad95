"""The number of a school, UAI: seven digits and a letter that checks them."""

from stdnum.util import clean

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def read_uai(text: str) -> str | None:
    """The number in capitals, without what was typed around it; None when its letter is not the right one.

    The letter stands at the remainder of the seven digits by 23, in an alphabet without I, O and Q.
    """
    number = clean(text, " -.").upper()
    if len(number) != 8 or not (number[:7].isascii() and number[:7].isdigit()):
        return None
    return number if LETTERS[int(number[:7]) % 23] == number[7] else None
