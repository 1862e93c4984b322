"""How much of a sheet is laid out: a reader fills the whole rectangle up to the farthest cell."""

MOST_COLUMNS = 256
MOST_CELLS = 20_000_000
# So many may stand empty in any sheet, and so many more for each cell that is there.
SPARE_CELLS, SPARE_FOR_EACH = 2_000_000, 10


def is_too_sparse(cells: int, named: int) -> bool:
    """Whether the rectangle is beyond measure, or out of all proportion to the cells in it."""
    return cells > min(MOST_CELLS, SPARE_CELLS + SPARE_FOR_EACH * named)
