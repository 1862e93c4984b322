from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people.services.homes import TeamsFollow
        from territory.outcomes import register_change_listener

        register_change_listener(TeamsFollow())
