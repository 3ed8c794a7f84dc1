"""The page in German."""

WORDS = {
    "spreadsheets": "Tabellen",
    "none": "Es gibt noch keine Tabelle.",
    "changed": "geändert",
    "all": "Alle Tabellen",
    "local": "Lokale Kopie von Google Sheets",
    "tabs": "Tabellenblätter",
    "add_row": "Zeile hinzufügen",
    "delete_row": "Zeile löschen",
    "sort_up": "Sortieren A → Z",
    "sort_down": "Sortieren Z → A",
    "rename": "Tabellenblatt umbenennen",
    "add_tab": "Tabellenblatt hinzufügen",
    "new_tab": "Tabellenblatt",
    "saved": "Gespeichert",
    "saving": "Wird gespeichert …",
    "offline": "Keine Verbindung: was Sie geschrieben haben, ist noch hier. Neuer Versuch …",
    "delete_ask": "Zeile {row} löschen? Strg+Z holt sie zurück.",
    "protected": "Diese Zelle füllt das Programm aus.",
    "protected_ask": "Trotzdem ändern?",
    "conflict": "Jemand anderes hat diese Zelle inzwischen geändert. Jetzt steht dort: „{value}“",
    "overwrite": "Meines einsetzen",
    "keep": "Das andere behalten",
    "gone": "Diese Zeile wurde inzwischen gelöscht. Was Sie geschrieben haben: „{value}“",
    "not_listed": "Hier kann nur ein Wert aus der Liste stehen.",
    "not_date": "Hier kann nur ein Datum stehen, zum Beispiel {example}.",
    "wrong": "Dieser Wert gehört nicht zu den hier erwarteten.",
    "yes": "Ja",
    "cancel": "Abbrechen",
    "save": "Speichern",
    "name": "Name",
    "empty": "(leer)",
    "help": "Eingabetaste: bearbeiten · Tab: weiter · Pfeile: bewegen · Esc: verlassen",
    "menu": "Menü",
    "tools": "Werkzeuge",
    "rows": "Zeilen",
    "columns": "Spalten",
    "order": "Reihenfolge und Inhalt",
    "tab": "Tabellenblatt",
    "file": "Datei",
    "row_above": "Zeile darüber",
    "row_below": "Zeile darunter",
    "row_up": "Zeile nach oben",
    "row_down": "Zeile nach unten",
    "column_left": "Spalte links",
    "column_right": "Spalte rechts",
    "move_left": "Spalte nach links",
    "move_right": "Spalte nach rechts",
    "delete_column": "Spalte löschen",
    "filter": "Filtern",
    "filter_column": "Nach Werten filtern",
    "no_filter": "Filter entfernen",
    "empty_cells": "Zellen leeren",
    "undo": "Rückgängig",
    "tab_left": "Tabellenblatt nach links",
    "tab_right": "Tabellenblatt nach rechts",
    "delete_tab": "Tabellenblatt löschen",
    "as_excel": "Als Excel herunterladen (XLSX)",
    "as_csv": "Tabellenblatt als CSV herunterladen",
    "keys_title": "Tasten",
    "search": "Suchen",
    "all_values": "Alle",
    "no_values": "Keine",
    "apply": "Anwenden",
    "more_values": "und {count} weitere: suchen Sie danach",
    "filtered": "Filter auf {names}. Ausgeblendete Zeilen: {count}",
    "not_filtered": "Filter: keine Zeile ist ausgeblendet",
    "delete_rows_ask": "{count} Zeilen löschen? Strg+Z holt sie zurück.",
    "delete_column_ask": "Die Spalte „{column}“ mit allem Inhalt löschen? Strg+Z holt sie zurück.",
    "delete_columns_ask": "{count} Spalten mit allem Inhalt löschen? Strg+Z holt sie zurück.",
    "delete_tab_ask": "Das Tabellenblatt „{tab}“ mit allem Inhalt löschen? Strg+Z holt es zurück.",
    "last_tab": "Das letzte Tabellenblatt lässt sich nicht löschen.",
    "paste_ask": "{count} ausgefüllte Zellen ersetzen?",
    "edge": "Es ist schon ganz am Rand.",
    "moved": (
        "Es wurde nichts getan: jemand anderes hat hier inzwischen Zeilen oder Spalten geändert. Sehen "
        "Sie nach, und versuchen Sie es noch einmal."
    ),
    "column_gone": (
        "Diese Spalte wurde inzwischen verschoben, umbenannt oder gelöscht. Was Sie geschrieben haben: „{value}“"
    ),
    "tab_gone": "Dieses Tabellenblatt wurde inzwischen gelöscht. {value}",
    "refused": "Das ließ sich nicht speichern: {value}",
    "redo": "Wiederholen",
    "previous": "Vorherige",
    "next": "Nächste",
    "close": "Schließen",
    "selection": "Auswahl",
    "keys_hint": "Strg+/: alle Tasten",
    "hide_rows": "Zeilen ausblenden",
    "show_rows": "Ausgeblendete Zeilen zeigen",
    "freeze_rows": "Bis zu dieser Zeile fixieren",
    "hide_columns": "Spalten ausblenden",
    "show_columns": "Ausgeblendete Spalten zeigen",
    "freeze_columns": "Bis zu dieser Spalte fixieren",
    "unfreeze": "Fixierung aufheben",
    "fit_columns": "Spalte an Text anpassen",
    "cells": "Zellen",
    "fill_down": "Nach unten ausfüllen",
    "fill_right": "Nach rechts ausfüllen",
    "note": "Notiz",
    "note_edit": "Notiz …",
    "sum": "Summe",
    "average": "Mittelwert",
    "count": "Anzahl",
    "nothing_found": "Keine Treffer",
    "hit": "{place} von {count}",
    "nothing_to_undo": "Es gibt nichts rückgängig zu machen oder zu wiederholen.",
    "undo_gone": "Das lässt sich nicht mehr rückgängig machen.",
    "all_hidden": "Etwas muss zu sehen bleiben.",
    "too_much_frozen": "Es wurde nichts fixiert: Vom Fenster bliebe zu wenig zum Scrollen.",
    "keys_help": (
        "Pfeile: bewegen\n"
        "Strg+Pfeile: bis zum Rand der Daten\n"
        "Umschalt mit einer davon: auswählen\n"
        "Pos1, Ende: Anfang und Ende der Zeile\n"
        "Strg+Pos1, Strg+Ende: erste Zelle, letzte Zelle mit Daten\n"
        "Bild auf, Bild ab: einen Bildschirm weiter oben oder unten\n"
        "Tab, dann Eingabetaste: nächste Zelle, dann unter die, bei der Tab begann\n"
        "Eingabetaste, F2: bearbeiten\n"
        "Alt+Eingabetaste: neue Zeile in der Zelle\n"
        "F4: Bezug festhalten ($A$1)\n"
        "Esc: verlassen, ohne zu speichern\n"
        "Entf: leeren\n"
        "Leertaste: Kästchen abhaken\n"
        "Umschalt+Leertaste, Strg+Leertaste: ganze Zeile, ganze Spalte\n"
        "Strg+A: alles\n"
        "Strg+C, Strg+X, Strg+V: kopieren, ausschneiden, einfügen\n"
        "Strg+Umschalt+V: einfügen, was zu sehen ist, ohne Formeln\n"
        "Strg+Z, Strg+Y: rückgängig, wiederholen\n"
        "Strg+D, Strg+R: nach unten, nach rechts ausfüllen\n"
        "Strg+F: alle Zeilen durchsuchen\n"
        "Umschalt+F2: Notiz\n"
        "Umschalt+F10: Menü\n"
        "Strg+/: diese Liste"
    ),
}
