from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "targets"

    def ready(self) -> None:
        from targets.followers import TargetFollower
        from territory.outcomes import register_change_listener

        register_change_listener(TargetFollower())
