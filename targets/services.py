"""The doors through which metrics and targets are set."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from common.audit import record_audit
from common.clock import now
from courses.models import Course
from enrollment.models import Mode
from people.models import Category, Role
from people.viewer import Viewer
from targets.errors import MetricChanged, MetricDefinitionInvalid, TargetCodeTaken
from targets.models import Bound, Metric, Target
from territory.models import Unit

FACTS = {"completion"}


def _check_definition(definition: Mapping[str, Any]) -> None:
    problems: dict[str, list[str]] = {}
    if definition.get("fact") not in FACTS:
        problems["fact"] = [f"must be one of {', '.join(sorted(FACTS))}"]
    for field, known in (("categories", set(Category.values)), ("modes", set(Mode.values))):
        unknown = set(definition.get(field, [])) - known
        if unknown:
            problems[field] = [f"unknown: {', '.join(sorted(unknown))}"]
    courses = set(definition.get("courses", []))
    missing = courses - set(Course.objects.filter(slug__in=courses).values_list("slug", flat=True))
    if missing:
        problems["courses"] = [f"unknown: {', '.join(sorted(missing))}"]
    if problems:
        raise MetricDefinitionInvalid(fields=problems)


@transaction.atomic
def define_metric(
    *, code: str, title: str, description: str, definition: Mapping[str, Any], by: Viewer
) -> Metric:
    """The newest version of the metric has this definition; the same one makes no new version.

    A metric is the whole country's: who defines it manages training there. Raises RoleRequired,
    OutOfScope, MetricDefinitionInvalid, MetricChanged (another version came at the same moment).
    """
    by.require_unit(None, Role.TRAINING_MANAGER)
    _check_definition(definition)
    last = Metric.objects.filter(code=code).order_by("-version").first()
    if last and (last.definition, last.title, last.description) == (definition, title, description):
        return last
    try:
        with transaction.atomic():
            metric = Metric.objects.create(
                code=code,
                version=last.version + 1 if last else 1,
                title=title,
                description=description,
                definition=dict(definition),
                created_at=now(),
            )
    except IntegrityError:
        raise MetricChanged from None
    record_audit(
        by=by.account, act="define_metric", subject=f"metric:{code}", version=metric.version
    )
    return metric


@transaction.atomic
def set_target(
    *,
    code: str,
    title: str,
    metric: Metric,
    unit_of_count: str,
    branch: Unit | None,
    first_on: date,
    last_on: date,
    value: int,
    bound: str = Bound.AT_LEAST,
    decision_number: str = "",
    by: Viewer,
) -> Target:
    """A target stands for the branch (None: the whole country), both days included.

    Raises RoleRequired, OutOfScope, TargetCodeTaken.
    """
    by.require_unit(branch, Role.TRAINING_MANAGER)
    try:
        with transaction.atomic():
            target = Target.objects.create(
                code=code,
                title=title,
                metric=metric,
                unit_of_count=unit_of_count,
                branch=branch,
                period=DateRange(first_on, last_on + timedelta(days=1)),
                value=value,
                bound=bound,
                decision_number=decision_number,
                created_at=now(),
                created_by=by.account,
            )
    except IntegrityError:
        raise TargetCodeTaken from None
    record_audit(by=by.account, act="set_target", subject=f"target:{code}", value=value)
    return target
