"""What a condition on a candidate of a proposal may ask: the candidate's own columns,
the case, and how many cases it has.
"""

from programme.model import Programme, Table
from programme.models.desk import Proposal
from programme.parts import Column

CASE, LOAD = "case", "load"
"""Names that a candidate has beside its columns: the case that lacks somebody, and the
number of cases that it has already.
"""


def proposed_table(programme: Programme, proposal: Proposal) -> Table | None:
    """The table of the candidates; None where the columns do not lead to
    one, which is told elsewhere.
    """
    column = programme.tables[programme.case.table].column(proposal.of[0])
    if column is None or column.table is None:
        return None
    return programme.tables.get(column.table)


def candidate_table(programme: Programme, candidates: Table) -> Table:
    """The same table with those two names as columns: what a condition
    of the proposal is about.
    """
    case = Column(name=CASE, type="reference", label={}, table=programme.case.table)
    load = Column(name=LOAD, type="integer", label={})
    return candidates.model_copy(update={"columns": (*candidates.columns, case, load)})
