"""Refusals of the questions room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotAllowed, NotFound, Refusal


class BankNotFound(NotFound):
    code = "question_bank_not_found"
    message = _("There is no such question bank.")


class BankSlugTaken(Refusal):
    code = "question_bank_slug_taken"
    message = _("Another question bank has this short name.")


class BankNotEditable(NotAllowed):
    code = "question_bank_not_editable"
    message = _("You may use the questions of this bank, and not change them.")


class BankNotYours(NotAllowed):
    code = "question_bank_not_yours"
    message = _("Only who owns a bank shares it.")


class BankSharedAlready(Refusal):
    code = "question_bank_shared_already"
    message = _("The bank is shared with this author already.")


class ShareSaysNothing(InvalidInput):
    code = "question_bank_share_says_nothing"
    message = _("A share opens the bank for something, and ends after today.")


class NoSuchAuthor(InvalidInput):
    code = "no_such_author"
    message = _("No author signs in so.")


class GrantNotFound(NotFound):
    code = "question_bank_grant_not_found"
    message = _("The bank is not shared so.")


class CategoryNotFound(NotFound):
    code = "question_category_not_found"
    message = _("There is no such category.")


class CategoryTaken(Refusal):
    code = "question_category_taken"
    message = _("A category of this name stands there already.")


class CategoryNotEmpty(Refusal):
    code = "question_category_not_empty"
    message = _("The category holds questions or other categories. Move them first.")


class CategoryInItself(Refusal):
    code = "question_category_in_itself"
    message = _("A category cannot be put into itself.")


class CategoriesTooMany(Refusal):
    code = "question_categories_too_many"
    message = _("A bank has at most %(most)d categories, %(deep)d deep.")


class QuestionNotFound(NotFound):
    code = "question_not_found"
    message = _("This question is not here.")


class QuestionVersionNotFound(NotFound):
    code = "question_version_not_found"
    message = _("This question is not here.")


class QuestionInvalid(InvalidInput):
    code = "question_invalid"
    message = _("A question cannot be used as it is written.")


class ResponseInvalid(InvalidInput):
    code = "response_invalid"
    message = _("An answer does not fit its question.")


class QuestionChanged(Refusal):
    code = "question_changed"
    message = _(
        "The question was saved meanwhile, as version %(number)d. Look at what changed, then save "
        "yours again or leave it."
    )
    told = ("number",)


class QuestionKeyTaken(Refusal):
    code = "question_key_taken"
    message = _("Another question of this bank has the key “%(key)s”.")


class QuestionInUse(Refusal):
    code = "question_in_use"
    message = _("Learners are asked this question in: %(where)s. Retire it instead.")


class DrawTooSmall(Refusal):
    code = "question_draw_too_small"
    message = _("Only %(found)d questions fit, and %(count)d are to be drawn.")


class ImportNotFound(NotFound):
    code = "question_import_not_found"
    message = _("There is no such import.")


class ImportTwice(Refusal):
    code = "question_import_twice"
    message = _("This file is being imported already, as “%(name)s”.")
    told = ("import_uuid",)


class ImportNotReady(Refusal):
    code = "question_import_not_ready"
    message = _("This import is not waiting to be written.")


class ImportHasProblems(Refusal):
    code = "question_import_has_problems"
    message = _(
        "%(count)d questions of the file cannot be brought. Correct the file, or ask for the rest."
    )


class QuestionFileTooLarge(InvalidInput):
    code = "question_file_too_large"
    message = _("The file is larger than %(most)d MB.")


class FormatUnknown(InvalidInput):
    code = "question_format_unknown"
    message = _("This is no format of questions that is known here.")


class ExportNotFound(NotFound):
    code = "question_export_not_found"
    message = _("There is no such export.")
