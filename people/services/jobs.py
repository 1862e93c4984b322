"""Long work of any room is stopped by who may see it."""

from django.db import transaction

from common.audit import record_audit
from common.jobs import cancel_job
from common.models import Job
from people.selectors.jobs import get_job
from people.viewer import Viewer


@transaction.atomic
def stop_job(*, job: Job, by: Viewer) -> Job:
    """The job ends before its next step; what it wrote stays. A repeat changes nothing.

    Raises JobNotFound to who may not see it.
    """
    stopped = cancel_job(get_job(job.uuid, visible_to=by))
    record_audit(by=by.account, act="stop_job", subject=f"job:{stopped.uuid}", kind=stopped.kind)
    return stopped
