"""Given and family names of many origins, as they are really written."""

GIRLS = (
    "Léa, Manon, Camille, Chloé, Inès, Sarah, Louise, Jade, Emma, Zoé, Lucie, Clara, Anaïs, Océane, Maëva, "
    "Noémie, Élodie, Mélissa, Yasmine, Amina, Fatoumata, Aïcha, Khadija, Nour, Lina, Salomé, Maïssa, Sirine, "
    "Assia, Kenza, Leïla, Leila, Fatima-Zahra, Mariam, Aminata, Awa, Binta, Oumou, Ludivine, Justine, Amandine, "
    "Pauline, Juliette, Mathilde, Agathe, Margaux, Éva, Eva, Alicia, Lola, Romane, Marie-Lou, Anne-Sophie, "
    "Lou-Anne, Jeanne, Rose, Alix, Tiphaine, Solène, Maëlys, Maelys, Kelly, Cindy, Jessica, Priscilla, Shaïna, "
    "Cassandra, Océanne, Mégane, Megane, Victoria, Anastasia, Oksana, Daryna, Mai-Linh, Thi-Lan, Kim, Beatriz, "
    "Inês, Ana, Giulia, Zuzanna, Wiktoria, Agnieszka, Élise, Célia, Nawel, Sofia, Myriam, Esther, Rachel, Naomi, "
    "Grâce, Divine, Merveille"
).split(", ")

BOYS = (
    "Lucas, Enzo, Théo, Hugo, Nathan, Mathis, Louis, Jules, Raphaël, Arthur, Tom, Maxime, Antoine, Clément, "
    "Romain, Quentin, Dylan, Kévin, Kevin, Jordan, Bryan, Brian, Steven, Anthony, Mickaël, Michaël, Jérémy, "
    "Rayan, Ryan, Mohamed, Mohammed, Yanis, Yassine, Ilyès, Ilyes, Amine, Bilal, Sofiane, Karim, Adam, Ibrahim, "
    "Moussa, Mamadou, Ousmane, Abdoulaye, Cheick, Youssouf, Jean-Baptiste, Pierre-Louis, Paul-Émile, Gabriel, "
    "Léo, Noah, Nolan, Timéo, Évan, Evan, Ethan, Loïc, Yoann, Gaëtan, Benoît, Rémi, Corentin, Valentin, "
    "Baptiste, Augustin, Victor, Gaspard, Timothée, Étienne, Sacha, Aleksander, Bohdan, Dmytro, Piotr, Tomasz, "
    "João, Tiago, Diego, Mateo, Minh, Anh-Tuan, Wei, Malik, Kylian, Killian, Tristan, Florian, Damien, Thibault, "
    "Thibaut, Alexis, Emmanuel, Dieudonné, Exaucé"
).split(", ")

FAMILIES = (
    "Martin, Dubois, Lefebvre, Leroy, Dupont, Lambert, Caron, Delattre, Lemaire, Carpentier, Leclercq, "
    "Deschamps, Vasseur, Fournier, Marchand, Boulanger, Poulain, Delannoy, Hochart, Cordonnier, Legrand, "
    "Vandenbroucke, Vanhoutte, Van Damme, Van de Walle, Verhaeghe, Vermeersch, Deroo, De Smet, D’Hondt, "
    "d’Hollander, Dhellemmes, Declercq, De Clercq, Kowalski, Nowak, Wojciechowski, Kaczmarek, Lewandowski, "
    "Szymczak, Benali, Ben Ali, Benamar, Bouzid, Belkacem, El Amrani, El Khattabi, El Mansouri, Aït Ouali, "
    "Aït-Ahmed, Haddad, Hamidi, Khelifi, Mansouri, Ouali, Saïdi, Saidi, Zerrouki, Diallo, Traoré, Traore, "
    "Coulibaly, Konaté, Keïta, Camara, Sylla, Bah, Ndiaye, N’Diaye, Mbaye, M’Baye, Mendes, Da Silva, Dos Santos, "
    "Ferreira, Gonçalves, Pereira, Rossi, Esposito, Nguyen, Tran, Pham, Zhang, Yılmaz, Demir, Kaya, Popescu, "
    "Ionescu, Kovalenko, Shevchenko, Petrosyan, Singh, Rahman, Hossain, Lefèvre, Lefevre, Bœuf, Cœugnet, "
    "Delacroix, De la Croix, Saint-Pol, Saint-Omer, Duquesne, Duquenne, Dufour, Flament, Fiévet, Fievet, "
    "Gosselin, Guilbert, Hennebelle, Honoré, Joly, Lesage, Mahieu, Mahieux, Malbranque, Masson, Merlin, Noël, "
    "Obert, Ochin, Paillart, Pecqueur, Petit, Pruvost, Quennesson, Renard, Richard, Rousseau, Sénéchal, "
    "Senechal, Tellier, Thuillier, Wallaert, Wattier, Wattrelos, Ramirez, Garcia, Lopez, Fernandez, Barbier, "
    "Roussel, Mercier, Blanchard, Ducrocq, Lecocq, Lecoq, Le Goff"
).split(", ")
