"""What a certificate says: frozen JSON, schema hocso.certificate/1."""

from typing import TypedDict


class SignatoryLines(TypedDict):
    """capacity: TM., KT., TL., TUQ. with the post stood for, or empty."""

    capacity: str
    post: str
    name: str


class Statement(TypedDict):
    """Dates are ISO 8601 days; `holder_birth` is a day or a year as it is printed."""

    schema: str
    kind: str
    language: str
    issuer_parent_name: str
    issuer_name: str
    place: str
    serial_number: str
    register_number: int
    register_year: int
    issued_on: str
    holder_name: str
    holder_birth: str | None
    holder_unit: str
    course_title: str
    course_hours: str
    mode: str
    run_code: str
    decision_number: str | None
    completed_on: str
    signatory: SignatoryLines
    code: str
    verify_url: str
