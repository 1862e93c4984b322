from importlib import import_module

from django.apps import AppConfig

# In the order in which an author is offered them.
FOLDERS = (
    "page", "video", "audio", "poster", "file", "deck", "link", "glossary",
    "quiz", "assignment", "survey", "discussion", "checklist", "session",
)  # fmt: skip


class ActivitiesConfig(AppConfig):
    name = "activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from activities.base import register_side
        from courses.kinds import register_activity_kind

        for folder in FOLDERS:
            module = import_module(f"activities.{folder}")
            register_activity_kind(module.KIND)
            register_side(module.KIND.code, module.SIDE)
