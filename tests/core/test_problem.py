from core.problem import Problem, ProblemCode


def test_key_stays_where_the_row_moves():
    one, other = (
        Problem(
            ProblemCode.cell,
            "“{value}” …",
            (("value", "x"),),
            "towns",
            "MN-3",
            "due",
            row,
        )
        for row in (2, 9)
    )
    assert one.key == other.key
    assert one == other


def test_key_differs_by_place_and_by_what_stands_there():
    said = (("value", "x"),)
    keys = {
        Problem(ProblemCode.cell, "", said, "towns", "MN-3", "due").key,
        Problem(ProblemCode.cell, "", said, "towns", "MN-4", "due").key,
        Problem(ProblemCode.cell, "", said, "towns", "MN-3", "started").key,
        Problem(ProblemCode.cell, "", (("value", "y"),), "towns", "MN-3", "due").key,
        Problem(ProblemCode.column_lost, "", said, "towns", "MN-3", "due").key,
    }
    assert len(keys) == 5
