"""Refusals of the targets room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotFound, Refusal


class TargetNotFound(NotFound):
    code = "target_not_found"
    message = _("This target is not here.")


class TargetCodeTaken(Refusal):
    code = "target_code_taken"
    message = _("A target of that code exists already.")


class MetricDefinitionInvalid(InvalidInput):
    code = "metric_definition_invalid"
    message = _("A metric cannot be counted as it is defined.")


class MetricNotFound(NotFound):
    code = "metric_not_found"
    message = _("This metric is not here.")


class MetricChanged(Refusal):
    code = "metric_changed"
    message = _("Somebody else defined this metric at the same moment. Look at it and try again.")
