"""The page in Spanish."""

WORDS = {
    "spreadsheets": "Hojas de cálculo",
    "none": "Todavía no hay ninguna hoja de cálculo.",
    "changed": "cambiada",
    "all": "Todas las hojas de cálculo",
    "local": "Copia local de Google Sheets",
    "tabs": "Pestañas",
    "add_row": "Agregar fila",
    "delete_row": "Borrar fila",
    "sort_up": "Ordenar A → Z",
    "sort_down": "Ordenar Z → A",
    "rename": "Renombrar pestaña",
    "add_tab": "Agregar pestaña",
    "new_tab": "Pestaña",
    "saved": "Guardado",
    "saving": "Guardando …",
    "offline": "Sin conexión: lo que usted escribió sigue aquí. Se intenta de nuevo …",
    "delete_ask": "¿Borrar la fila {row}? Ctrl+Z la recupera.",
    "protected": "Esta celda la llena el programa.",
    "protected_ask": "¿Cambiarla de todos modos?",
    "conflict": "Otra persona cambió esta celda mientras tanto. Ahora dice: “{value}”",
    "overwrite": "Poner lo mío",
    "keep": "Dejar lo suyo",
    "gone": "Esta fila se borró mientras tanto. Lo que usted escribió: “{value}”",
    "not_listed": "Aquí solo puede ir un valor de la lista.",
    "not_date": "Aquí solo puede ir una fecha, como {example}.",
    "wrong": "Este valor no está entre los esperados.",
    "yes": "Sí",
    "cancel": "Cancelar",
    "save": "Guardar",
    "name": "Nombre",
    "empty": "(vacía)",
    "help": "Enter: editar · Tab: siguiente · flechas: moverse · Esc: salir",
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
    "delete_rows_ask": "¿Borrar {count} filas? Ctrl+Z las recupera.",
    "delete_column_ask": "¿Borrar la columna “{column}” con todo lo que contiene? Ctrl+Z la recupera.",
    "delete_columns_ask": "¿Borrar {count} columnas con todo lo que contienen? Ctrl+Z las recupera.",
    "delete_tab_ask": "¿Borrar la pestaña “{tab}” con todo lo que contiene? Ctrl+Z la recupera.",
    "last_tab": "La última pestaña no se puede borrar.",
    "paste_ask": "¿Reemplazar {count} celdas con contenido?",
    "edge": "Ya está en el borde.",
    "moved": (
        "No se hizo nada: mientras tanto, otra persona cambió filas o columnas aquí. Mire e inténtelo de nuevo."
    ),
    "column_gone": "Esta columna se movió, se renombró o se borró mientras tanto. Lo que usted escribió: “{value}”",
    "tab_gone": "Esta pestaña se borró mientras tanto. {value}",
    "refused": "Esto no se pudo guardar: {value}",
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
    "unfreeze": "Dejar de inmovilizar",
    "fit_columns": "Ajustar columna al texto",
    "cells": "Celdas",
    "fill_down": "Rellenar hacia abajo",
    "fill_right": "Rellenar hacia la derecha",
    "note": "Nota",
    "note_edit": "Nota …",
    "sum": "Suma",
    "average": "Promedio",
    "count": "Recuento",
    "nothing_found": "Sin resultados",
    "hit": "{place} de {count}",
    "nothing_to_undo": "No hay nada que deshacer ni rehacer.",
    "undo_gone": "Esto ya no se puede deshacer.",
    "all_hidden": "Algo debe quedar a la vista.",
    "too_much_frozen": "No se inmovilizó nada: quedaría muy poca ventana para desplazarse.",
    "keys_help": (
        "Flechas: moverse\n"
        "Ctrl+flechas: hasta el borde de los datos\n"
        "Mayús con cualquiera de ellas: seleccionar\n"
        "Inicio, Fin: principio y fin de la fila\n"
        "Ctrl+Inicio, Ctrl+Fin: primera celda, última celda con datos\n"
        "Re Pág, Av Pág: una pantalla hacia arriba o hacia abajo\n"
        "Tab y luego Enter: celda siguiente, y luego debajo de donde empezó Tab\n"
        "Enter, F2: editar\n"
        "Alt+Enter: línea nueva en la celda\n"
        "F4: fijar una referencia ($A$1)\n"
        "Esc: salir sin guardar\n"
        "Supr: vaciar\n"
        "Espacio: marcar casillas\n"
        "Mayús+Espacio, Ctrl+Espacio: toda la fila, toda la columna\n"
        "Ctrl+A: todo\n"
        "Ctrl+C, Ctrl+X, Ctrl+V: copiar, cortar, pegar\n"
        "Ctrl+Mayús+V: pegar lo que se ve, sin fórmulas\n"
        "Ctrl+Z, Ctrl+Y: deshacer, rehacer\n"
        "Ctrl+D, Ctrl+R: rellenar hacia abajo, hacia la derecha\n"
        "Ctrl+F: buscar en todas las filas\n"
        "Mayús+F2: nota\n"
        "Mayús+F10: menú\n"
        "Ctrl+/: esta lista"
    ),
}
