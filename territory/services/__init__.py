"""The doors through which the territory changes."""

from territory.services.changes import (
    ChangeReport,
    apply_change,
    plan_change,
    preview_change,
    undo_change,
)
from territory.services.loading import (
    DATA,
    REFORM_ON,
    LoadReport,
    apply_reform,
    load_territory,
    preview_reform,
)

__all__ = [
    "DATA",
    "REFORM_ON",
    "ChangeReport",
    "LoadReport",
    "apply_change",
    "apply_reform",
    "load_territory",
    "plan_change",
    "preview_change",
    "preview_reform",
    "undo_change",
]
