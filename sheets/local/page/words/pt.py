"""The page in Portuguese."""

WORDS = {
    "spreadsheets": "Planilhas",
    "none": "Ainda não há nenhuma planilha.",
    "changed": "alterada",
    "all": "Todas as planilhas",
    "local": "Cópia local do Google Sheets",
    "tabs": "Abas",
    "add_row": "Adicionar linha",
    "delete_row": "Excluir linha",
    "sort_up": "Classificar A → Z",
    "sort_down": "Classificar Z → A",
    "rename": "Renomear aba",
    "add_tab": "Adicionar aba",
    "new_tab": "Aba",
    "saved": "Salvo",
    "saving": "Salvando …",
    "offline": "Sem conexão: o que você digitou continua aqui. Tentando de novo …",
    "delete_ask": "Excluir a linha {row}? Ctrl+Z a recupera.",
    "protected": "Esta célula é preenchida pelo programa.",
    "protected_ask": "Alterar mesmo assim?",
    "conflict": "Outra pessoa alterou esta célula enquanto isso. Agora diz: “{value}”",
    "overwrite": "Usar o meu",
    "keep": "Manter o deles",
    "gone": "Esta linha foi excluída enquanto isso. O que você digitou: “{value}”",
    "not_listed": "Aqui só cabe um valor da lista.",
    "not_date": "Aqui só cabe uma data, como {example}.",
    "wrong": "Este valor não está entre os esperados.",
    "yes": "Sim",
    "cancel": "Cancelar",
    "save": "Salvar",
    "name": "Nome",
    "empty": "(vazia)",
    "help": "Enter: editar · Tab: próxima · setas: navegar · Esc: sair",
    "menu": "Menu",
    "tools": "Ferramentas",
    "rows": "Linhas",
    "columns": "Colunas",
    "order": "Ordem e conteúdo",
    "tab": "Aba",
    "file": "Arquivo",
    "row_above": "Linha acima",
    "row_below": "Linha abaixo",
    "row_up": "Mover linha para cima",
    "row_down": "Mover linha para baixo",
    "column_left": "Coluna à esquerda",
    "column_right": "Coluna à direita",
    "move_left": "Mover coluna para a esquerda",
    "move_right": "Mover coluna para a direita",
    "delete_column": "Excluir coluna",
    "filter": "Filtrar",
    "filter_column": "Filtrar por valores",
    "no_filter": "Remover filtro",
    "empty_cells": "Esvaziar células",
    "undo": "Desfazer",
    "tab_left": "Mover aba para a esquerda",
    "tab_right": "Mover aba para a direita",
    "delete_tab": "Excluir aba",
    "as_excel": "Baixar como Excel (XLSX)",
    "as_csv": "Baixar aba como CSV",
    "keys_title": "Teclas",
    "search": "Buscar",
    "all_values": "Todos",
    "no_values": "Nenhum",
    "apply": "Aplicar",
    "more_values": "e mais {count}: busque-os",
    "filtered": "Filtro por {names}. Linhas ocultas: {count}",
    "not_filtered": "Filtro: nenhuma linha oculta",
    "delete_rows_ask": "Excluir {count} linhas? Ctrl+Z as recupera.",
    "delete_column_ask": "Excluir a coluna “{column}” com tudo o que contém? Ctrl+Z a recupera.",
    "delete_columns_ask": "Excluir {count} colunas com tudo o que contêm? Ctrl+Z as recupera.",
    "delete_tab_ask": "Excluir a aba “{tab}” com tudo o que contém? Ctrl+Z a recupera.",
    "last_tab": "A última aba não pode ser excluída.",
    "paste_ask": "Substituir {count} células preenchidas?",
    "edge": "Já está na borda.",
    "moved": (
        "Nada foi feito: outra pessoa alterou linhas ou colunas aqui enquanto isso. Olhe e tente de novo."
    ),
    "column_gone": "Esta coluna foi movida, renomeada ou excluída enquanto isso. O que você digitou: “{value}”",
    "tab_gone": "Esta aba foi excluída enquanto isso. {value}",
    "refused": "Não foi possível salvar: {value}",
    "redo": "Refazer",
    "previous": "Anterior",
    "next": "Próximo",
    "close": "Fechar",
    "selection": "Seleção",
    "keys_hint": "Ctrl+/: todas as teclas",
    "hide_rows": "Ocultar linhas",
    "show_rows": "Mostrar linhas ocultas",
    "freeze_rows": "Congelar até esta linha",
    "hide_columns": "Ocultar colunas",
    "show_columns": "Mostrar colunas ocultas",
    "freeze_columns": "Congelar até esta coluna",
    "unfreeze": "Descongelar",
    "fit_columns": "Ajustar coluna ao texto",
    "cells": "Células",
    "fill_down": "Preencher para baixo",
    "fill_right": "Preencher para a direita",
    "note": "Nota",
    "note_edit": "Nota …",
    "sum": "Soma",
    "average": "Média",
    "count": "Contagem",
    "nothing_found": "Sem resultados",
    "hit": "{place} de {count}",
    "nothing_to_undo": "Não há nada para desfazer nem refazer.",
    "undo_gone": "Isto não pode mais ser desfeito.",
    "all_hidden": "Alguma coisa precisa continuar à vista.",
    "too_much_frozen": "Nada foi congelado: sobraria muito pouco espaço da janela para rolar.",
    "keys_help": (
        "Setas: navegar\n"
        "Ctrl+setas: até a borda dos dados\n"
        "Shift com qualquer delas: selecionar\n"
        "Home, End: começo e fim da linha\n"
        "Ctrl+Home, Ctrl+End: primeira célula, última célula com dados\n"
        "Page up, Page down: uma tela para cima ou para baixo\n"
        "Tab e depois Enter: próxima célula, e depois abaixo de onde Tab começou\n"
        "Enter, F2: editar\n"
        "Alt+Enter: nova linha na célula\n"
        "F4: fixar uma referência ($A$1)\n"
        "Esc: sair sem salvar\n"
        "Delete: esvaziar\n"
        "Espaço: marcar caixas\n"
        "Shift+Espaço, Ctrl+Espaço: linha inteira, coluna inteira\n"
        "Ctrl+A: tudo\n"
        "Ctrl+C, Ctrl+X, Ctrl+V: copiar, recortar, colar\n"
        "Ctrl+Shift+V: colar o que se vê, sem fórmulas\n"
        "Ctrl+Z, Ctrl+Y: desfazer, refazer\n"
        "Ctrl+D, Ctrl+R: preencher para baixo, para a direita\n"
        "Ctrl+F: buscar em todas as linhas\n"
        "Shift+F2: nota\n"
        "Shift+F10: menu\n"
        "Ctrl+/: esta lista"
    ),
}
