"""What travels with a referral: names of fields, as people read them."""

SHAREABLE = {
    "born_on": "Date de naissance",
    "phone": "Téléphone",
    "email": "E-mail",
    "commune": "Commune",
    "education_level": "Niveau de diplôme",
    "mobility": "Mobilité",
    "situation": "Situation actuelle",
    "guardians": "Représentants légaux",
}
"""What may travel besides the names, field by field."""

USUAL = ("born_on", "phone", "email", "commune")
"""Ticked at first."""
