from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        """Completions of certified runs are promised a certificate in their own transaction."""
        from certificates.services import promise_certificates
        from enrollment.outcomes import register_completion_listener

        register_completion_listener(promise_certificates)
