"""What gspread-formatting does."""

from collections.abc import Callable

import gspread_formatting as formatting
from local_gspread import client


def calls(url: str) -> list[tuple[str, Callable[[], None]]]:
    sheet = client(url).create("Formats").sheet1
    bold = formatting.CellFormat(
        backgroundColor=formatting.Color(1, 0.9, 0.9),
        textFormat=formatting.TextFormat(
            bold=True, foregroundColor=formatting.Color(1, 0, 1)
        ),
        horizontalAlignment="CENTER",
    )

    def format_cell_range() -> None:
        formatting.format_cell_range(sheet, "A1:J1", bold)
        told = formatting.get_user_entered_format(sheet, "A1")
        assert told.textFormat.bold is True
        assert told.backgroundColor == formatting.Color(1, 0.9, 0.9), told
        assert told.backgroundColorStyle.rgbColor == told.backgroundColor

    def format_cell_ranges() -> None:
        number = formatting.CellFormat(
            numberFormat=formatting.NumberFormat("NUMBER", "0.0")
        )
        formatting.format_cell_ranges(sheet, [("B2:B4", number), ("C2", bold)])

    def effective_format() -> None:
        sheet.update_acell("A1", "x")
        told = formatting.get_effective_format(sheet, "A1")
        assert told.textFormat.fontSize == 10
        assert told.textFormat.bold is True
        assert (
            told.textFormat.foregroundColorStyle.rgbColor
            == told.textFormat.foregroundColor
        )

    def default_format() -> None:
        assert (
            formatting.get_default_format(sheet.spreadsheet).verticalAlignment
            == "BOTTOM"
        )

    def add_to_format() -> None:
        italic = formatting.CellFormat(textFormat=formatting.TextFormat(italic=True))
        formatting.format_cell_range(sheet, "A1", bold + italic)
        told = formatting.get_user_entered_format(sheet, "A1").textFormat
        assert (told.bold, told.italic) == (True, True)

    def theme_colour() -> None:
        style = formatting.ColorStyle(themeColor="ACCENT1")
        formatting.format_cell_range(
            sheet, "D1", formatting.CellFormat(backgroundColorStyle=style)
        )
        told = formatting.get_user_entered_format(sheet, "D1")
        assert told.backgroundColorStyle.themeColor == "ACCENT1"
        assert told.backgroundColor.blue > 0.9

    def borders() -> None:
        line = formatting.Border("SOLID", formatting.Color(0, 0, 1))
        formatting.format_cell_range(
            sheet, "A5", formatting.CellFormat(borders=formatting.Borders(bottom=line))
        )
        assert (
            formatting.get_user_entered_format(sheet, "A5").borders.bottom.style
            == "SOLID"
        )

    def rotation() -> None:
        turned = formatting.CellFormat(textRotation=formatting.TextRotation(angle=45))
        formatting.format_cell_range(sheet, "A6", turned)
        assert formatting.get_user_entered_format(sheet, "A6").textRotation.angle == 45

    def heights_and_widths() -> None:
        formatting.set_row_height(sheet, "1", 40)
        formatting.set_row_heights(sheet, [("1:2", 30), ("3", 50)])
        formatting.set_column_width(sheet, "A", 140)
        formatting.set_column_widths(sheet, [("B", 90), ("C:D", 60)])

    def frozen() -> None:
        formatting.set_frozen(sheet, rows=1, cols=2)
        assert formatting.get_frozen_row_count(sheet) == 1
        assert formatting.get_frozen_column_count(sheet) == 2

    def right_to_left() -> None:
        formatting.set_right_to_left(sheet, True)
        assert formatting.get_right_to_left(sheet) is True
        formatting.set_right_to_left(sheet, False)

    def validation() -> None:
        rule = formatting.DataValidationRule(
            formatting.BooleanCondition("ONE_OF_LIST", ["1", "2", "3"]),
            showCustomUi=True,
        )
        formatting.set_data_validation_for_cell_range(sheet, "E2:E9", rule)
        told = formatting.get_data_validation_rule(sheet, "E3")
        assert told == rule, told
        formatting.set_data_validation_for_cell_range(sheet, "E2:E9", None)
        assert formatting.get_data_validation_rule(sheet, "E3") is None

    def conditional_formats() -> None:
        rules = formatting.get_conditional_format_rules(sheet)
        rules.append(
            formatting.ConditionalFormatRule(
                ranges=[formatting.GridRange.from_a1_range("A1:A20", sheet)],
                booleanRule=formatting.BooleanRule(
                    condition=formatting.BooleanCondition("NUMBER_GREATER", ["100"]),
                    format=formatting.CellFormat(
                        textFormat=formatting.TextFormat(bold=True)
                    ),
                ),
            )
        )
        rules.save()
        assert len(formatting.get_conditional_format_rules(sheet)) == 1
        rules.clear()
        rules.save()
        assert len(formatting.get_conditional_format_rules(sheet)) == 0

    def gradient() -> None:
        rules = formatting.get_conditional_format_rules(sheet)
        rules.append(
            formatting.ConditionalFormatRule(
                ranges=[formatting.GridRange.from_a1_range("B1:B20", sheet)],
                gradientRule=formatting.GradientRule(
                    minpoint=formatting.InterpolationPoint(
                        color=formatting.Color(1, 0, 0), type="MIN"
                    ),
                    maxpoint=formatting.InterpolationPoint(
                        color=formatting.Color(0, 1, 0), type="MAX"
                    ),
                ),
            )
        )
        rules.save()

    def batch_updater() -> None:
        with formatting.batch_updater(sheet.spreadsheet) as batch:
            batch.format_cell_range(sheet, "0:1".replace("0", "1"), bold)
            batch.set_row_height(sheet, "1", 32)
            batch.set_frozen(sheet, rows=1)

    def text_runs() -> None:
        runs = [
            formatting.TextFormatRun(
                startIndex=0, format=formatting.TextFormat(bold=True)
            ),
            formatting.TextFormatRun(
                startIndex=3, format=formatting.TextFormat(italic=True)
            ),
        ]
        sheet.update_acell("G1", "bold italic")
        formatting.set_text_format_runs(sheet, "G1", runs)
        assert len(formatting.get_text_format_runs(sheet, "G1")) == 2

    return [
        (run.__name__, run)
        for run in (
            format_cell_range,
            format_cell_ranges,
            effective_format,
            default_format,
            add_to_format,
            theme_colour,
            borders,
            rotation,
            heights_and_widths,
            frozen,
            right_to_left,
            validation,
            conditional_formats,
            gradient,
            batch_updater,
            text_runs,
        )
    ]
