"""Refusals of the media room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotAllowed, NotFound, Unavailable


class AssetNotFound(NotFound):
    code = "asset_not_found"
    message = _("This file is not here.")


class FileLinkForged(NotAllowed):
    code = "file_link_forged"
    message = _("This file address is not valid.")


class FileLinkExpired(NotAllowed):
    code = "file_link_expired"
    message = _("This file address has expired. Open the page again to get a new one.")


class FileTooLarge(InvalidInput):
    code = "file_too_large"
    message = _("The file is %(size)s; the limit is %(limit)s.")


class FileTypeRefused(InvalidInput):
    code = "file_type_refused"
    message = _("The content of “%(name)s” is not of a type that may be used here.")


class StorageUnavailable(Unavailable):
    code = "storage_unavailable"
    message = _("The file store does not answer. Nothing was lost; please try again in a moment.")
