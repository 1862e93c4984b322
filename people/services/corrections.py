"""What is known of a person is put right. Every act is dated, in the audit log, and in scope."""

from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import today
from common.errors import InvalidInput
from common.text import NameParts, normalize_text, search_key, sort_key_of, split_again
from people.citizen_id import hash_citizen_id, normalize_citizen_id, seal_citizen_id
from people.errors import CitizenIdTaken
from people.models import BirthPrecision, Gender, Person, Phone
from people.selectors.scope import require_persons
from people.services.persons import clean_name
from people.signin import normalize_phone
from people.viewer import Viewer

PARTS = ("family_name", "middle_name", "given_name")
OLDEST_YEAR = 1880


class Corrections(TypedDict, total=False):
    """What may be corrected; what is left out stays. An empty text or None forgets the fact."""

    full_name: str
    family_name: str
    middle_name: str
    given_name: str
    birth_on: date | None
    birth_year: int
    gender: str
    citizen_id: str


@transaction.atomic
def correct_person(*, person: Person, by: Viewer, **changes: Unpack[Corrections]) -> Person:
    """The person is as said; `birth_year` sets a birth date of which only the year is known.

    A split that a person corrected stays when the name is only respelled. Raises RoleRequired,
    OutOfScope, InvalidInput, CitizenIdTaken.
    """
    require_persons(by, person.pk)
    found = Person.objects.select_for_update().get(pk=person.pk)
    before = _audited(found)
    _correct_name(found, changes)
    _correct_birth(found, changes)
    if "gender" in changes:
        if changes["gender"] not in {"", *Gender.values}:
            raise InvalidInput(fields={"gender": [_("Choose female or male, or leave it open.")]})
        found.gender = changes["gender"]
    if "citizen_id" in changes:
        _set_citizen_id(found, changes["citizen_id"])
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise CitizenIdTaken from None
    after = _audited(found)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record_audit(
        by=by.account,
        act="correct_person",
        subject=f"person:{found.uuid}",
        changed=changed,
        citizen_id_set="citizen_id" in changes,
    )
    return found


def _audited(person: Person) -> dict[str, Any]:
    """What the audit log may hold of a person: no number."""
    names = ("full_name", *PARTS, "birth_on", "birth_precision", "gender")
    return {name: str(getattr(person, name) or "") for name in names}


def _correct_name(person: Person, changes: Corrections) -> None:
    if not {"full_name", *PARTS} & changes.keys():
        return
    name = clean_name(changes.get("full_name", person.full_name))
    old = NameParts(person.family_name, person.middle_name, person.given_name)
    guess = split_again(person.full_name, old, name)
    family, middle, given = (
        normalize_text(str(changes.get(part, kept)))
        for part, kept in zip(PARTS, (guess.family, guess.middle, guess.given), strict=True)
    )
    words = [*family.split(), *middle.split(), *given.split()]
    if not given or sorted(words) != sorted(name.split()):
        problem = _("The parts together are the words of the full name, with a given name.")
        raise InvalidInput(fields={"given_name": [problem]})
    person.full_name, person.search_key = name, search_key(name)
    person.family_name, person.middle_name, person.given_name = family, middle, given
    person.sort_key = sort_key_of(NameParts(family, middle, given))


def _correct_birth(person: Person, changes: Corrections) -> None:
    if "birth_on" in changes:
        person.birth_on, person.birth_precision = changes["birth_on"], BirthPrecision.DAY
    if "birth_year" in changes:
        year = changes["birth_year"]
        if not OLDEST_YEAR <= year <= today().year:
            raise InvalidInput(fields={"birth_year": [_("Nobody was born in that year.")]})
        person.birth_on, person.birth_precision = date(year, 1, 1), BirthPrecision.YEAR
    if person.birth_on and not date(OLDEST_YEAR, 1, 1) <= person.birth_on <= today():
        raise InvalidInput(fields={"birth_on": [_("Nobody was born on that day.")]})


def _set_citizen_id(person: Person, text: str) -> None:
    if not text.strip():
        person.citizen_id_hash, person.citizen_id_sealed = "", b""
        return
    number = normalize_citizen_id(text)
    if number is None:
        problem = _("A citizen number has twelve digits and begins with a province's code.")
        raise InvalidInput(fields={"citizen_id": [problem]})
    person.citizen_id_hash = hash_citizen_id(number)
    person.citizen_id_sealed = seal_citizen_id(number)


@transaction.atomic
def add_phone(*, person: Person, phone: str, by: Viewer) -> Phone:
    """The number reaches the person, whoever else it reaches; a repeat changes nothing.

    Raises RoleRequired, OutOfScope, InvalidInput.
    """
    require_persons(by, person.pk)
    number = normalize_phone(phone)
    if number is None:
        raise InvalidInput(fields={"phone": [_("This is not a Vietnamese phone number.")]})
    found, is_new = Phone.objects.get_or_create(person=person, number=number)
    if is_new:
        record_audit(by=by.account, act="add_phone", subject=f"person:{person.uuid}")
    return found


@transaction.atomic
def remove_phone(*, person: Person, phone_id: int, by: Viewer) -> None:
    """The number no longer reaches the person; others whom it reaches keep it.

    Raises RoleRequired, OutOfScope.
    """
    require_persons(by, person.pk)
    gone, _rows = Phone.objects.filter(person=person, pk=phone_id).delete()
    if gone:
        record_audit(by=by.account, act="remove_phone", subject=f"person:{person.uuid}")
