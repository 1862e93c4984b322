"""Questions about targets, cut to what the asker may see."""

from django.db.models import Q, QuerySet

from enrollment.selectors import WATCHERS
from people.viewer import Viewer
from targets.attainment import Attainment, get_attainment
from targets.errors import MetricNotFound, TargetNotFound
from targets.models import Metric, Target

__all__ = [
    "Attainment",
    "get_attainment",
    "get_metric",
    "get_target",
    "list_metrics",
    "list_targets",
]


def list_metrics(*, visible_to: Viewer) -> QuerySet[Metric]:
    """Every version of every metric, by code, the newest first. Raises RoleRequired."""
    visible_to.require(*WATCHERS)
    return Metric.objects.order_by("code", "-version")


def get_metric(code: str, *, version: int | None = None, visible_to: Viewer) -> Metric:
    """The metric's newest version, or the one asked for. Raises RoleRequired, MetricNotFound."""
    metrics = list_metrics(visible_to=visible_to).filter(code=code)
    found = metrics.filter(version=version) if version is not None else metrics
    metric = found.first()
    if metric is None:
        raise MetricNotFound
    return metric


def list_targets(*, visible_to: Viewer) -> QuerySet[Target]:
    """The targets of the asker's branch and those of the whole country, the newest period first.

    A target of the country may be seen by every manager; its numbers are cut to the scope.
    """
    targets = Target.objects.select_related("metric", "branch").order_by("-period", "code")
    if not visible_to.holds(*WATCHERS):
        return targets.none()
    scope = visible_to.scope(*WATCHERS)
    if scope is None:
        return targets
    return targets.filter(Q(branch_id__in=scope) | Q(branch__isnull=True))


def get_target(code: str, *, visible_to: Viewer) -> Target:
    """The target of that code. Raises TargetNotFound, also when it may not be seen."""
    target = list_targets(visible_to=visible_to).filter(code=code).first()
    if target is None:
        raise TargetNotFound
    return target
