"""The case that a record belongs to."""

from programme.records.record import View


def case_of(view: View) -> View | None:
    """The case that a record belongs to, or None."""
    programme = view.records.programme
    if view.table.name == programme.case.table or view.table.case == "self":
        return view
    if not view.table.case:
        return None
    holder, last = view.path(view.table.case)
    case: View = holder.get(last)
    if case.record:
        return case
    return None
