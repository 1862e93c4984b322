"""Why a line of a roster is refused."""


class LineRefused(Exception):
    """What is wrong with a line, in words for its sender."""
