"""Long work of any room, to who began it."""

from uuid import UUID

from common import jobs
from common.jobs import JobNotFound
from common.models import Job
from people.viewer import Viewer


def get_job(uuid: UUID | str, *, visible_to: Viewer) -> Job:
    """The job, to who began it and to who keeps the country. Raises JobNotFound to others."""
    found = jobs.get_job(uuid)
    account = visible_to.account
    if (account is None or found.created_by_id != account.pk) and not visible_to.is_keeper:
        raise JobNotFound
    return found
