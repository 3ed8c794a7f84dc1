"""The page in Spanish."""

WORDS = {
    "spreadsheets": "Hojas de cálculo",
    "none": "Todavía no hay ninguna hoja de cálculo.",
    "changed": "cambiada",
    "all": "Todas las hojas de cálculo",
    "local": "Copia local de Google Sheets",
    "tabs": "Pestañas",
    "add_row": "Añadir fila",
    "delete_row": "Borrar fila",
    "sort_up": "Ordenar A → Z",
    "sort_down": "Ordenar Z → A",
    "rename": "Renombrar pestaña",
    "add_tab": "Añadir pestaña",
    "new_tab": "Pestaña",
    "saved": "Guardado",
    "saving": "Guardando …",
    "offline": "Sin conexión: lo que escribió sigue aquí. Se intenta de nuevo …",
    "delete_ask": "¿Borrar la fila {row}? No se podrá recuperar.",
    "protected": "Esta celda la rellena el programa.",
    "protected_ask": "¿Cambiarla de todos modos?",
    "conflict": "Otra persona ha cambiado esta celda entretanto. Ahora dice: “{value}”",
    "overwrite": "Poner lo mío",
    "keep": "Dejar lo suyo",
    "gone": "Esta fila se ha borrado entretanto. Lo que escribió: “{value}”",
    "not_listed": "Aquí solo puede ir un valor de la lista.",
    "not_date": "Aquí solo puede ir una fecha, como {example}.",
    "wrong": "Este valor no está entre los esperados.",
    "yes": "Sí",
    "cancel": "Cancelar",
    "save": "Guardar",
    "name": "Nombre",
    "empty": "(vacía)",
    "help": "Intro: editar · Tab: siguiente · flechas: mover · Esc: salir",
    "menu": "Menú",
    "tools": "Herramientas",
    "rows": "Filas",
    "columns": "Columnas",
    "order": "Orden y contenido",
    "tab": "Pestaña",
    "file": "Archivo",
    "row_above": "Fila encima",
    "row_below": "Fila debajo",
    "row_up": "Subir fila",
    "row_down": "Bajar fila",
    "column_left": "Columna a la izquierda",
    "column_right": "Columna a la derecha",
    "move_left": "Mover columna a la izquierda",
    "move_right": "Mover columna a la derecha",
    "delete_column": "Borrar columna",
    "filter": "Filtrar",
    "filter_column": "Filtrar por valores",
    "no_filter": "Quitar filtro",
    "empty_cells": "Vaciar celdas",
    "undo": "Deshacer",
    "tab_left": "Mover pestaña a la izquierda",
    "tab_right": "Mover pestaña a la derecha",
    "delete_tab": "Borrar pestaña",
    "as_excel": "Descargar como Excel (XLSX)",
    "as_csv": "Descargar pestaña como CSV",
    "keys_title": "Teclas",
    "search": "Buscar",
    "all_values": "Todos",
    "no_values": "Ninguno",
    "apply": "Aplicar",
    "more_values": "y {count} más: búsquelos",
    "filtered": "Filtro por {names}. Filas ocultas: {count}",
    "not_filtered": "Filtro: ninguna fila oculta",
    "delete_rows_ask": "¿Borrar {count} filas? No se podrán recuperar.",
    "delete_column_ask": "¿Borrar la columna “{column}” con todo lo que contiene? No se podrá recuperar.",
    "delete_columns_ask": "¿Borrar {count} columnas con todo lo que contienen? No se podrán recuperar.",
    "delete_tab_ask": "¿Borrar la pestaña “{tab}” con todo lo que contiene? No se podrá recuperar.",
    "last_tab": "La última pestaña no se puede borrar.",
    "paste_ask": "¿Reemplazar {count} celdas con contenido?",
    "edge": "Ya está en el borde.",
    "moved": (
        "No se ha hecho nada: otra persona ha cambiado filas o columnas aquí entretanto. Mire e inténtelo de nuevo."
    ),
    "column_gone": "Esta columna se ha movido, renombrado o borrado entretanto. Lo que escribió: “{value}”",
    "tab_gone": "Esta pestaña se ha borrado entretanto. {value}",
    "refused": "Esto no se ha podido guardar: {value}",
    "redo": "Rehacer",
    "previous": "Anterior",
    "next": "Siguiente",
    "close": "Cerrar",
    "selection": "Selección",
    "keys_hint": "Ctrl+/: todas las teclas",
    "hide_rows": "Ocultar filas",
    "show_rows": "Mostrar filas ocultas",
    "freeze_rows": "Inmovilizar hasta esta fila",
    "hide_columns": "Ocultar columnas",
    "show_columns": "Mostrar columnas ocultas",
    "freeze_columns": "Inmovilizar hasta esta columna",
    "unfreeze": "No inmovilizar nada",
    "fit_columns": "Ajustar columna al texto",
    "cells": "Celdas",
    "fill_down": "Rellenar hacia abajo",
    "fill_right": "Rellenar a la derecha",
    "note": "Nota",
    "note_edit": "Nota …",
    "sum": "Suma",
    "average": "Promedio",
    "count": "Recuento",
    "nothing_found": "Nada",
    "hit": "{place} de {count}",
    "nothing_to_undo": "No hay nada que deshacer ni rehacer.",
    "undo_gone": "Esto ya no se puede deshacer.",
    "all_hidden": "Algo debe quedar a la vista.",
    "too_much_frozen": "No se ha inmovilizado nada: quedaría muy poco de la ventana para desplazarse.",
    "keys_help": (
        "Flechas: mover\n"
        "Ctrl+flechas: hasta el borde de los datos\n"
        "Mayús con cualquiera de ellas: seleccionar\n"
        "Inicio, Fin: principio y fin de la fila\n"
        "Ctrl+Inicio, Ctrl+Fin: primera celda, última celda con datos\n"
        "Re Pág, Av Pág: una pantalla arriba o abajo\n"
        "Tab y luego Intro: celda siguiente, y luego debajo de donde empezó Tab\n"
        "Intro, F2: editar\n"
        "Alt+Intro: línea nueva en la celda\n"
        "F4: fijar una referencia ($A$1)\n"
        "Esc: salir sin guardar\n"
        "Supr: vaciar\n"
        "Espacio: marcar casillas\n"
        "Mayús+Espacio, Ctrl+Espacio: toda la fila, toda la columna\n"
        "Ctrl+A: todo\n"
        "Ctrl+C, Ctrl+X, Ctrl+V: copiar, cortar, pegar\n"
        "Ctrl+Mayús+V: pegar lo que se ve, sin fórmulas\n"
        "Ctrl+Z, Ctrl+Y: deshacer, rehacer\n"
        "Ctrl+D, Ctrl+R: rellenar hacia abajo, a la derecha\n"
        "Ctrl+F: buscar en todas las filas\n"
        "Mayús+F2: nota\n"
        "Mayús+F10: menú\n"
        "Ctrl+/: esta lista"
    ),
}
