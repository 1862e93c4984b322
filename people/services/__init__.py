"""The doors to write: persons and accounts here, each other matter in a module of its own."""

from people.services.accounts import check_credentials, grant_role, register_learner
from people.services.persons import NewPerson, build_person, create_person, import_persons

__all__ = [
    "NewPerson",
    "build_person",
    "check_credentials",
    "create_person",
    "grant_role",
    "import_persons",
    "register_learner",
]
