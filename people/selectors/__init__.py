"""The doors to read: persons here, each other matter in a module of its own."""

from people.selectors.persons import (
    NOWHERE,
    Placement,
    find_employment,
    get_person,
    get_placements,
    list_persons,
)

__all__ = [
    "NOWHERE",
    "Placement",
    "find_employment",
    "get_person",
    "get_placements",
    "list_persons",
]
