"""What the tests of this area share."""

FORM = {
    "name": "École de la deuxième chance du Littoral",
    "short_name": "E2C Littoral",
    "phone": "01 99 00 12 99",
    "commune": "Roubaix",
    "tier": "labellise",
    "network_codes": ["e2c"],
    "territory": ["595", "596"],
}
