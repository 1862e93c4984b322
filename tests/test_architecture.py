"""The house keeps its order: what the contracts of import-linter cannot say."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).parents[1]
ROOMS = (
    "common",
    "territory",
    "people",
    "media",
    "questions",
    "courses",
    "enrollment",
    "activities",
    "certificates",
    "targets",
)
FACES = ("api", "web", "demo", "bench")
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 50
# What a room shows to the others beside its models (as types and foreign keys), services,
# selectors and errors.
OTHER_DOORS = {
    "common": None,  # a box of tools: every module is a door
    "territory": {"everyday", "naming", "outcomes", "presentation", "structure"},
    "people": {"duplicates", "presentation", "viewer", "signin"},
    "media": {"posters", "signing"},
    "questions": {"formats", "kinds", "marking", "texts"},
    "courses": {"document", "kinds"},
    "enrollment": {"attendees", "criteria", "matching", "outcomes", "progress"},
    "activities": {"base"},
    "certificates": {"codes", "files", "tasks"},
    "targets": {"attainment", "network", "presentation"},
}
USUAL_DOORS = {"models", "services", "selectors", "errors"}


def list_sources(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def iter_imports(path: Path) -> Iterator[str]:
    """Dotted names of what a file imports, inside functions too."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def iter_functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(parse(path)) if isinstance(node, ast.FunctionDef))


def find_foreign_doors(path: Path) -> set[str]:
    """Modules of other rooms that a file imports though they are no doors."""
    own = path.relative_to(ROOT).parts[0]
    wrong = set()
    for name in iter_imports(path):
        room, _dot, rest = name.partition(".")
        module = rest.partition(".")[0]
        if room == own or room not in ROOMS or not module:
            continue
        doors = OTHER_DOORS[room]
        if doors is None or module in USUAL_DOORS | doors:
            continue
        wrong.add(f"{name_of(path)} imports {room}.{module}")
    return wrong


def test_rooms_are_entered_by_their_doors() -> None:
    sources = list_sources(*ROOMS, "api", "web", "demo")

    wrong = {line for path in sources for line in find_foreign_doors(path)}

    assert wrong == set()


def test_every_door_is_used_and_exists() -> None:
    named = {(room, door) for room, doors in OTHER_DOORS.items() for door in doors or ()}
    used = {
        tuple(name.split(".")[:2])
        for path in list_sources(*ROOMS, *FACES)
        for name in iter_imports(path)
        if name.partition(".")[0] != path.relative_to(ROOT).parts[0]
    }

    assert {".".join(door) for door in named if door not in used} == set()


def test_files_and_functions_stay_small() -> None:
    sources = list_sources(*ROOMS, *FACES, "config", "deploy", "tests")

    large_files = {
        name_of(path)
        for path in sources
        if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    }
    large_functions = {
        f"{name_of(path)}:{node.name}"
        for path in sources
        for node in iter_functions(path)
        if (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    }

    assert (large_files, large_functions) == (set(), {"tests/factories/courses.py:make_document"})


def test_models_save_as_django_saves() -> None:
    overridden = {
        f"{name_of(path)}:{node.name}"
        for path in list_sources(*ROOMS)
        if path.name == "models.py"
        for node in iter_functions(path)
        if node.name in {"save", "delete", "clean", "full_clean"}
    }

    assert overridden == set()


def test_signals_are_not_used() -> None:
    importing = {
        name_of(path)
        for path in list_sources(*ROOMS, *FACES)
        if any(name.startswith("django.db.models.signals") for name in iter_imports(path))
    }

    assert importing == set()


def test_tasks_take_ids() -> None:
    tasks = {
        f"{name_of(path)}:{node.name}": {ast.unparse(a.annotation or a) for a in node.args.args}
        for path in list_sources(*ROOMS, *FACES)
        for node in iter_functions(path)
        if any("shared_task" in ast.unparse(one) for one in node.decorator_list)
    }

    assert tasks
    assert all(kinds <= {"int", "str"} for kinds in tasks.values()), tasks


def test_only_the_one_reader_reads_the_environment() -> None:
    entries = {"config/environment.py", "config/wsgi.py", "config/celery.py", "bench/stack.py"}

    reading = {
        name_of(path)
        for path in list_sources(*ROOMS, *FACES, "config")
        if any(name in {"os.environ", "os.getenv"} for name in _attributes(path))
    }

    assert reading == entries


def _attributes(path: Path) -> Iterator[str]:
    nodes = (node for node in ast.walk(parse(path)) if isinstance(node, ast.Attribute))
    return (ast.unparse(node) for node in nodes)


def iter_models() -> Iterator[type[Model]]:
    return (model for model in apps.get_models() if model._meta.app_label in ROOMS)


@pytest.mark.parametrize("model", [pytest.param(one, id=one.__name__) for one in iter_models()])
def test_constraints_are_named_for_their_table(model: type[Model]) -> None:
    start = f"{model._meta.app_label}_{model._meta.model_name}_"

    names = [one.name for one in model._meta.constraints]

    assert [name for name in names if not name.startswith(start)] == []


def test_public_services_are_called_by_name() -> None:
    """A verb that writes names what it is given; the first thing acted on may stand bare."""
    bare = {
        f"{name_of(path)}:{node.name}"
        for path in list_sources(*ROOMS)
        if path.stem == "services" or "services" in path.parts
        for node in parse(path).body
        if isinstance(node, ast.FunctionDef)
        if not node.name.startswith("_") and len(node.args.args) > 1
    }

    pure = {"questions/services/versions.py:hash_content"}
    assert bare - pure == {"certificates/services.py:lock_register"}
