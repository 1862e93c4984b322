"""Why a file, or a cell of it, is refused."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput


class SheetRefused(InvalidInput):
    """A file that is not read; `name` is what its sender calls it."""

    code = "sheet_refused"
    message = _("“%(name)s” could not be read.")


class SheetTooLarge(SheetRefused):
    code = "sheet_too_large"
    message = _("“%(name)s” is over %(most)d MB. Split it into several files.")


class SheetTooLong(SheetRefused):
    code = "sheet_too_long"
    message = _("“%(name)s” has more rows or columns than can be read at a time. Split it.")


class SheetInflates(SheetRefused):
    code = "sheet_inflates"
    message = _("“%(name)s” unpacks to far more than its size and was not opened.")


class NotASheet(SheetRefused):
    code = "not_a_sheet"
    message = _("“%(name)s” is not an Excel, OpenDocument or CSV file, or it is damaged.")


class SheetLocked(SheetRefused):
    code = "sheet_locked"
    message = _("“%(name)s” is protected by a password. Take the password off and send it again.")


class SheetEmpty(SheetRefused):
    code = "sheet_empty"
    message = _("“%(name)s” has no rows.")


class EncodingUnknown(SheetRefused):
    code = "encoding_unknown"
    message = _(
        "The letters of “%(name)s” are in an unknown encoding. Save it as “CSV UTF-8” or as .xlsx."
    )


class CellProblem(InvalidInput):
    """A cell that cannot be understood."""

    code = "cell_invalid"
    message = _("“%(text)s” cannot be understood.")
