"""Languages in which somebody may need to be received, and in which structures receive."""

from crm.codes import Code


class SpokenLanguage(Code):
    """ISO 639 codes of the languages most met in the région, French apart; `lsf` is the French sign language."""

    AR = "ar", "Arabe"
    BER = "ber", "Berbère"
    TR = "tr", "Turc"
    PL = "pl", "Polonais"
    RO = "ro", "Roumain"
    PT = "pt", "Portugais"
    ES = "es", "Espagnol"
    EN = "en", "Anglais"
    UK = "uk", "Ukrainien"
    RU = "ru", "Russe"
    FA = "fa", "Dari ou persan"
    PS = "ps", "Pachto"
    TI = "ti", "Tigrinya"
    SO = "so", "Somali"
    BN = "bn", "Bengali"
    FF = "ff", "Peul"
    LSF = "lsf", "Langue des signes"
