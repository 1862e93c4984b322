from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "questions"

    def ready(self) -> None:
        from common.jobs import register_job_kind
        from questions.services.exports import EXPORT, export_step
        from questions.services.imports import READ, WRITE, end_import, read_step, write_step

        register_job_kind(READ, read_step, end_import)
        register_job_kind(WRITE, write_step, end_import)
        register_job_kind(EXPORT, export_step)
