"""Short links on posters and in messages, and the visits they bring."""

import re
import secrets

from django.db import IntegrityError, transaction

from common.audit import record_audit
from common.clock import now
from common.errors import InvalidInput
from enrollment.errors import EntryCodeTaken
from enrollment.models import EntryLink, Run, Visit
from enrollment.selectors import get_entry_link
from people.models import Role
from people.viewer import Viewer

# No 0, 1, I, L, O and U: codes are read aloud and typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


@transaction.atomic
def create_entry_link(*, run: Run, campaign: str = "", code: str = "", by: Viewer) -> EntryLink:
    """A link `/q/CODE` leads to the run. `code` is chosen at random when none is asked for.

    Raises RoleRequired, OutOfScope, EntryCodeTaken, InvalidInput.
    """
    by.require_unit(run.organiser, Role.TRAINING_MANAGER)
    wanted = code.upper() or _new_code()
    if not re.fullmatch(r"[0-9A-Z]{4,16}", wanted):
        raise InvalidInput(fields={"code": ["4-16 A-Z 0-9"]})
    try:
        with transaction.atomic():
            link = EntryLink.objects.create(
                code=wanted,
                run=run,
                campaign=campaign,
                created_at=now(),
                created_by=by.account,
            )
    except IntegrityError:
        raise EntryCodeTaken from None
    record_audit(by=by.account, act="create_entry_link", subject=f"entry_link:{link.code}")
    return link


@transaction.atomic
def revoke_entry_link(*, link: EntryLink, by: Viewer) -> EntryLink:
    """The link leads nowhere from now on; visits stay counted. A repeat changes nothing."""
    by.require_unit(link.run.organiser, Role.TRAINING_MANAGER)
    locked = EntryLink.objects.select_for_update().get(pk=link.pk)
    if locked.revoked_at is None:
        locked.revoked_at = now()
        locked.save(update_fields=["revoked_at"])
        record_audit(by=by.account, act="revoke_entry_link", subject=f"entry_link:{link.code}")
    return locked


def count_visit(*, code: str) -> EntryLink:
    """One visit (lượt truy cập) of the link stands counted, and the link is returned.

    Raises EntryLinkNotFound, EntryLinkRevoked; nothing is counted then.
    """
    link = get_entry_link(code)
    Visit.objects.create(link=link, at=now())
    return link
