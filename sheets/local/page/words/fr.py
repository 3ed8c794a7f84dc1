"""The page in French."""

WORDS = {
    "spreadsheets": "Feuilles de calcul",
    "none": "Il n’y a pas encore de feuille de calcul.",
    "changed": "modifiée",
    "all": "Toutes les feuilles de calcul",
    "local": "Copie locale de Google Sheets",
    "tabs": "Onglets",
    "add_row": "Ajouter une ligne",
    "delete_row": "Supprimer la ligne",
    "sort_up": "Trier A → Z",
    "sort_down": "Trier Z → A",
    "rename": "Renommer l’onglet",
    "add_tab": "Ajouter un onglet",
    "new_tab": "Onglet",
    "saved": "Enregistré",
    "saving": "Enregistrement …",
    "offline": "Pas de connexion : ce que vous avez écrit est encore ici. Nouvel essai …",
    "delete_ask": "Supprimer la ligne {row} ? Ctrl+Z la rétablit.",
    "protected": "Cette cellule est remplie par le programme.",
    "protected_ask": "La modifier quand même ?",
    "conflict": "Quelqu’un d’autre a modifié cette cellule entre-temps. Elle dit maintenant : « {value} »",
    "overwrite": "Mettre la mienne",
    "keep": "Garder la sienne",
    "gone": "Cette ligne a été supprimée entre-temps. Ce que vous avez écrit : « {value} »",
    "not_listed": "Seule une valeur de la liste peut figurer ici.",
    "not_date": "Seule une date peut figurer ici, comme {example}.",
    "wrong": "Cette valeur n’est pas parmi celles attendues ici.",
    "yes": "Oui",
    "cancel": "Annuler",
    "save": "Enregistrer",
    "name": "Nom",
    "empty": "(vide)",
    "help": "Entrée : modifier · Tab : suivante · flèches : se déplacer · Échap : quitter",
    "menu": "Menu",
    "tools": "Outils",
    "rows": "Lignes",
    "columns": "Colonnes",
    "order": "Ordre et contenu",
    "tab": "Onglet",
    "file": "Fichier",
    "row_above": "Ligne au-dessus",
    "row_below": "Ligne au-dessous",
    "row_up": "Monter la ligne",
    "row_down": "Descendre la ligne",
    "column_left": "Colonne à gauche",
    "column_right": "Colonne à droite",
    "move_left": "Déplacer la colonne à gauche",
    "move_right": "Déplacer la colonne à droite",
    "delete_column": "Supprimer la colonne",
    "filter": "Filtrer",
    "filter_column": "Filtrer par valeurs",
    "no_filter": "Enlever le filtre",
    "empty_cells": "Vider les cellules",
    "undo": "Annuler l’action",
    "tab_left": "Déplacer l’onglet à gauche",
    "tab_right": "Déplacer l’onglet à droite",
    "delete_tab": "Supprimer l’onglet",
    "as_excel": "Télécharger en Excel (XLSX)",
    "as_csv": "Télécharger l’onglet en CSV",
    "keys_title": "Touches",
    "search": "Rechercher",
    "all_values": "Toutes",
    "no_values": "Aucune",
    "apply": "Appliquer",
    "more_values": "et {count} de plus : recherchez-les",
    "filtered": "Filtre sur {names}. Lignes masquées : {count}",
    "not_filtered": "Filtre : aucune ligne n’est masquée",
    "delete_rows_ask": "Supprimer {count} lignes ? Ctrl+Z les rétablit.",
    "delete_column_ask": "Supprimer la colonne « {column} » avec tout son contenu ? Ctrl+Z la rétablit.",
    "delete_columns_ask": "Supprimer {count} colonnes avec tout leur contenu ? Ctrl+Z les rétablit.",
    "delete_tab_ask": "Supprimer l’onglet « {tab} » avec tout son contenu ? Ctrl+Z le rétablit.",
    "last_tab": "Le dernier onglet ne peut pas être supprimé.",
    "paste_ask": "Remplacer {count} cellules remplies ?",
    "edge": "C’est déjà tout au bord.",
    "moved": (
        "Rien n’a été fait : quelqu’un d’autre a modifié des lignes ou des colonnes ici entre-temps. "
        "Regardez, et réessayez."
    ),
    "column_gone": (
        "Cette colonne a été déplacée, renommée ou supprimée entre-temps. Ce que vous avez écrit : « {value} »"
    ),
    "tab_gone": "Cet onglet a été supprimé entre-temps. {value}",
    "refused": "Cela n’a pas pu être enregistré : {value}",
    "redo": "Rétablir",
    "previous": "Précédent",
    "next": "Suivant",
    "close": "Fermer",
    "selection": "Sélection",
    "keys_hint": "Ctrl+/ : toutes les touches",
    "hide_rows": "Masquer les lignes",
    "show_rows": "Afficher les lignes masquées",
    "freeze_rows": "Figer jusqu’à cette ligne",
    "hide_columns": "Masquer les colonnes",
    "show_columns": "Afficher les colonnes masquées",
    "freeze_columns": "Figer jusqu’à cette colonne",
    "unfreeze": "Libérer les volets",
    "fit_columns": "Ajuster la colonne au texte",
    "cells": "Cellules",
    "fill_down": "Remplir vers le bas",
    "fill_right": "Remplir vers la droite",
    "note": "Note",
    "note_edit": "Note …",
    "sum": "Somme",
    "average": "Moyenne",
    "count": "Nombre",
    "nothing_found": "Aucun résultat",
    "hit": "{place} sur {count}",
    "nothing_to_undo": "Il n’y a rien à annuler ni à rétablir.",
    "undo_gone": "Cela ne peut plus être annulé.",
    "all_hidden": "Quelque chose doit rester visible.",
    "too_much_frozen": "Rien n’a été figé : il resterait trop peu de la fenêtre pour défiler.",
    "keys_help": (
        "Flèches: se déplacer\n"
        "Ctrl+flèches: jusqu’au bord des données\n"
        "Maj avec l’une d’elles: sélectionner\n"
        "Début, Fin: début et fin de la ligne\n"
        "Ctrl+Début, Ctrl+Fin: première cellule, dernière cellule remplie\n"
        "Page préc., Page suiv.: un écran plus haut ou plus bas\n"
        "Tab puis Entrée: cellule suivante, puis sous celle où Tab a commencé\n"
        "Entrée, F2: modifier\n"
        "Alt+Entrée: nouvelle ligne dans la cellule\n"
        "F4: figer une référence ($A$1)\n"
        "Échap: quitter sans enregistrer\n"
        "Suppr: vider\n"
        "Espace: cocher les cases\n"
        "Maj+Espace, Ctrl+Espace: toute la ligne, toute la colonne\n"
        "Ctrl+A: tout\n"
        "Ctrl+C, Ctrl+X, Ctrl+V: copier, couper, coller\n"
        "Ctrl+Maj+V: coller ce qui se voit, sans formules\n"
        "Ctrl+Z, Ctrl+Y: annuler, rétablir\n"
        "Ctrl+D, Ctrl+R: remplir vers le bas, vers la droite\n"
        "Ctrl+F: chercher dans toutes les lignes\n"
        "Maj+F2: note\n"
        "Maj+F10: menu\n"
        "Ctrl+/: cette liste"
    ),
}
