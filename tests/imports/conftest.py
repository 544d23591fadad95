"""What the tests of this area share."""

import io

HEADINGS = ["NOM", "Prénom", "Date de naissance", "Sexe", "Téléphone", "Commune"]


LINES = [
    ["Quenneville", "Noé", "03/02/2009", "M", "06 39 98 12 34", "Lille"],
    ["Ostrowska", "Maja", "17.11.2008", "F", "", "Roubaix"],
    ["OSTROWSKA", "Maja", "17/11/2008", "F", "", "Roubaix"],
    ["Petit", "Ana", "17/11/2018", "F", "", "Lille"],
    ["Loin", "Luc", "01/01/2008", "M", "", "Marseille"],
    ["Sansdate", "Luc", "", "M", "", "Lille"],
    ["Faux", "Numéro", "01/01/2008", "M", "12", "Lille"],
]


def as_csv(lines=LINES, encoding="utf-8", separator=";"):
    return "\n".join(separator.join(line) for line in [HEADINGS, *lines]).encode(encoding)


def send(browser, content=None, name="liste.csv"):
    data = {
        "source": "siei_rio_list",
        "target": "dropouts",
        "file": (io.BytesIO(as_csv() if content is None else content), name),
    }
    return browser.post("/imports/new", data=data, content_type="multipart/form-data")
