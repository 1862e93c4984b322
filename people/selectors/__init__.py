"""The doors to read: persons here, each other matter in a module of its own."""

from people.selectors.persons import (
    NOWHERE,
    Placement,
    find_employment,
    get_employment,
    get_person,
    get_placements,
    list_employments,
    list_persons,
    show_citizen_id,
)

__all__ = [
    "NOWHERE",
    "Placement",
    "find_employment",
    "get_employment",
    "get_person",
    "get_placements",
    "list_employments",
    "list_persons",
    "show_citizen_id",
]
