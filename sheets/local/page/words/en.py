"""The page in English."""

WORDS = {
    "spreadsheets": "Spreadsheets",
    "none": "There is no spreadsheet yet.",
    "changed": "changed",
    "all": "All spreadsheets",
    "local": "Local copy of Google Sheets",
    "tabs": "Tabs",
    "add_row": "Add row",
    "delete_row": "Delete row",
    "sort_up": "Sort A → Z",
    "sort_down": "Sort Z → A",
    "rename": "Rename tab",
    "add_tab": "Add tab",
    "new_tab": "Tab",
    "saved": "Saved",
    "saving": "Saving …",
    "offline": "No connection: what you typed is still here. Trying again …",
    "delete_ask": "Delete row {row}? Ctrl+Z brings it back.",
    "protected": "This cell is filled in by the program.",
    "protected_ask": "Change it all the same?",
    "conflict": "Somebody else has changed this cell meanwhile. It now says: “{value}”",
    "overwrite": "Put mine",
    "keep": "Keep theirs",
    "gone": "This row has been deleted meanwhile. What you typed: “{value}”",
    "not_listed": "Only a value from the list can stand here.",
    "not_date": "Only a date can stand here, such as {example}.",
    "wrong": "This value is not among those expected here.",
    "yes": "Yes",
    "cancel": "Cancel",
    "save": "Save",
    "name": "Name",
    "empty": "(empty)",
    "help": "Enter: edit · Tab: next · arrows: move · Esc: leave",
    "menu": "Menu",
    "tools": "Tools",
    "rows": "Rows",
    "columns": "Columns",
    "order": "Order and contents",
    "tab": "Tab",
    "file": "File",
    "row_above": "Row above",
    "row_below": "Row below",
    "row_up": "Move row up",
    "row_down": "Move row down",
    "column_left": "Column to the left",
    "column_right": "Column to the right",
    "move_left": "Move column left",
    "move_right": "Move column right",
    "delete_column": "Delete column",
    "filter": "Filter",
    "filter_column": "Filter by values",
    "no_filter": "Remove filter",
    "empty_cells": "Empty cells",
    "undo": "Undo",
    "tab_left": "Move tab left",
    "tab_right": "Move tab right",
    "delete_tab": "Delete tab",
    "as_excel": "Download as Excel (XLSX)",
    "as_csv": "Download tab as CSV",
    "keys_title": "Keys",
    "search": "Search",
    "all_values": "All",
    "no_values": "None",
    "apply": "Apply",
    "more_values": "and {count} more: search for them",
    "filtered": "Filter on {names}. Hidden rows: {count}",
    "not_filtered": "Filter: no row is hidden",
    "delete_rows_ask": "Delete {count} rows? Ctrl+Z brings them back.",
    "delete_column_ask": "Delete the column “{column}” with everything in it? Ctrl+Z brings it back.",
    "delete_columns_ask": "Delete {count} columns with everything in them? Ctrl+Z brings them back.",
    "delete_tab_ask": "Delete the tab “{tab}” with everything in it? Ctrl+Z brings it back.",
    "last_tab": "The last tab cannot be deleted.",
    "paste_ask": "Replace {count} filled cells?",
    "edge": "It is already at the edge.",
    "moved": (
        "Nothing was done: somebody else has changed rows or columns here meanwhile. Look, and try again."
    ),
    "column_gone": "This column has been moved, renamed or deleted meanwhile. What you typed: “{value}”",
    "tab_gone": "This tab has been deleted meanwhile. {value}",
    "refused": "This could not be saved: {value}",
    "redo": "Redo",
    "previous": "Previous",
    "next": "Next",
    "close": "Close",
    "selection": "Selection",
    "keys_hint": "Ctrl+/: all keys",
    "hide_rows": "Hide rows",
    "show_rows": "Show hidden rows",
    "freeze_rows": "Freeze up to this row",
    "hide_columns": "Hide columns",
    "show_columns": "Show hidden columns",
    "freeze_columns": "Freeze up to this column",
    "unfreeze": "Unfreeze",
    "fit_columns": "Fit column to its text",
    "cells": "Cells",
    "fill_down": "Fill down",
    "fill_right": "Fill right",
    "note": "Note",
    "note_edit": "Note …",
    "sum": "Sum",
    "average": "Average",
    "count": "Count",
    "nothing_found": "No matches",
    "hit": "{place} of {count}",
    "nothing_to_undo": "There is nothing to undo or redo.",
    "undo_gone": "This can no longer be undone.",
    "all_hidden": "Something must stay in sight.",
    "too_much_frozen": "Nothing was frozen: too little of the window would be left to scroll.",
    "keys_help": (
        "Arrows: move\n"
        "Ctrl+arrows: to the edge of the data\n"
        "Shift with any of them: select\n"
        "Home, End: start and end of the row\n"
        "Ctrl+Home, Ctrl+End: first cell, last cell with data\n"
        "Page up, Page down: one screen up or down\n"
        "Tab, then Enter: next cell, then below where Tab began\n"
        "Enter, F2: edit\n"
        "Alt+Enter: new line in a cell\n"
        "F4: fix a reference ($A$1)\n"
        "Esc: leave without saving\n"
        "Delete: empty\n"
        "Space: tick check boxes\n"
        "Shift+Space, Ctrl+Space: whole row, whole column\n"
        "Ctrl+A: everything\n"
        "Ctrl+C, Ctrl+X, Ctrl+V: copy, cut, paste\n"
        "Ctrl+Shift+V: paste what is shown, without formulas\n"
        "Ctrl+Z, Ctrl+Y: undo, redo\n"
        "Ctrl+D, Ctrl+R: fill down, fill right\n"
        "Ctrl+F: search all rows\n"
        "Shift+F2: note\n"
        "Shift+F10: menu\n"
        "Ctrl+/: this list"
    ),
}
