"""The doors through which persons and employments come into being."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import now, today
from common.errors import InvalidInput
from common.text import normalize_text, search_key, sort_key, split_name
from people.models import (
    Account,
    BirthPrecision,
    Category,
    Employment,
    Person,
    Phone,
)
from people.signin import normalize_phone
from territory.models import Unit

IMPORT_BATCH = 2000


def clean_name(full_name: str) -> str:
    """The name in its one spelling. Raises InvalidInput: empty, over 120 characters, or digits."""
    name = normalize_text(full_name)
    if not name or len(name) > 120 or any(letter.isdigit() for letter in name):  # noqa: PLR2004
        raise InvalidInput(
            fields={"full_name": [_("Write a full name in letters, of at most 120.")]}
        )
    return name


def build_person(
    *,
    full_name: str,
    birth_on: date | None = None,
    birth_precision: str = BirthPrecision.DAY,
) -> Person:
    """An unsaved person with the parts and keys derived from `full_name`.

    Raises InvalidInput when the name is empty, longer than 120 characters or has digits.
    """
    name = clean_name(full_name)
    parts = split_name(name)
    return Person(
        full_name=name,
        family_name=parts.family[:60],
        middle_name=parts.middle[:60],
        given_name=parts.given[:60],
        search_key=search_key(name),
        sort_key=sort_key(name),
        birth_on=birth_on,
        birth_precision=birth_precision,
        created_at=now(),
    )


@transaction.atomic
def create_person(
    *,
    full_name: str,
    unit: Unit | None,
    category: str,
    phone: str = "",
    birth_on: date | None = None,
    position: str = "",
    since: date | None = None,
    by: Account | None,
) -> Person:
    """A person exists, employed in `unit` as `category` from `since` (today when not said).

    The caller has checked that `by` may act in `unit`. Raises InvalidInput.
    """
    number = normalize_phone(phone) if phone else None
    if phone and number is None:
        raise InvalidInput(fields={"phone": [_("This is not a Vietnamese phone number.")]})
    person = build_person(full_name=full_name, birth_on=birth_on)
    person.save()
    if number:
        Phone.objects.create(person=person, number=number)
    if unit:
        Employment.objects.create(
            person=person,
            unit=unit,
            category=Category(category),
            position=position,
            valid=DateRange(since or today(), None),
        )
    record_audit(by=by, act="create_person", subject=f"person:{person.uuid}")
    return person


@dataclass(frozen=True)
class NewPerson:
    """A person brought from a roster, employed in a unit from `since`."""

    full_name: str
    unit_id: int
    category: str
    since: date
    birth_on: date | None = None


@transaction.atomic
def import_persons(news: Iterable[NewPerson]) -> list[int]:
    """The persons exist with their employments; their ids, in the order given.

    For rosters of any size: a handful of statements for thousands of rows. Raises InvalidInput
    at the first name that is none, and writes nothing then.
    """
    asked = list(news)
    persons = [build_person(full_name=new.full_name, birth_on=new.birth_on) for new in asked]
    Person.objects.bulk_create(persons, batch_size=IMPORT_BATCH)
    Employment.objects.bulk_create(
        [
            Employment(
                person=person,
                unit_id=new.unit_id,
                category=new.category,
                valid=DateRange(new.since, None),
            )
            for person, new in zip(persons, asked, strict=True)
        ],
        batch_size=IMPORT_BATCH,
    )
    return [person.pk for person in persons]
