"""What the story says: streets, schools, what was noted and what comes next."""

STREETS = [
    "rue de la République",
    "rue Jean-Jaurès",
    "rue Victor-Hugo",
    "avenue de la Gare",
    "rue du Moulin",
    "rue de l’Église",
    "rue des Lilas",
    "résidence des Tilleuls",
    "boulevard de la Liberté",
    "rue Pasteur",
    "rue du 8-Mai-1945",
    "place du Marché",
    "rue de Lille",
    "cité des Mines",
]
SUMMARIES = [
    "Premier échange, projet à préciser.",
    "Veut se renseigner sur l’apprentissage.",
    "CV mis à jour ensemble.",
    "A visité un atelier de menuiserie, veut essayer.",
    "Cherche une place en CAP cuisine.",
    "Point sur le permis et les transports.",
    "Relance après l’immersion : bonne impression des deux côtés.",
    "Souhaite reprendre ses études en septembre.",
    "Préparation d’un entretien d’embauche.",
    "Inscription à un atelier sur les métiers du soin.",
    "",
    "",
]
STEPS = [
    "Rappeler",
    "Premier entretien",
    "Préparer le CV",
    "Visiter un CFA",
    "Point sur le projet",
    "Relancer l’employeur",
    "Bilan à trois mois",
    "Dossier de logement",
]
SCHOOLS = (
    ("0590001F", "Lycée professionnel des Flandres"),
    ("0620002R", "Lycée polyvalent du Bassin minier"),
    ("0020003T", "Lycée professionnel de Thiérache"),
    ("0600004D", "Lycée polyvalent du Vexin"),
    ("0800005W", "Lycée professionnel de la Somme"),
)
