from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from common.jobs import register_job_kind
        from people.services.duplicates import FIND_DUPLICATES, compare_chunk
        from people.services.homes import TeamsFollow
        from people.services.rosters import READ, WRITE, end_roster, read_chunk, write_chunk
        from territory.outcomes import register_change_listener

        register_change_listener(TeamsFollow())
        register_job_kind(FIND_DUPLICATES, compare_chunk)
        register_job_kind(READ, read_chunk, end_roster)
        register_job_kind(WRITE, write_chunk, end_roster)
