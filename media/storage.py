"""The two file stores: a local folder behind signed addresses, or an S3 bucket."""

from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property
from storages.backends.s3 import S3Storage

from media.signing import sign_file_path


class LocalFiles(FileSystemStorage):
    """A folder whose files are reached through expiring signed addresses only."""

    @cached_property
    def base_location(self) -> str:
        return str(settings.FILES_ROOT)

    @cached_property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - the framework's signature
        """The name itself: names come from content, so what stands there is the same."""
        return name

    def _save(self, name: str, content: Any) -> str:
        """The file appears whole or not at all, also when the disk fills up while it is written."""
        partial = Path(self.path(f"{name}.{uuid4().hex}.part"))
        try:
            super()._save(str(partial.relative_to(self.location)), content)  # type: ignore[misc]  # not in the stubs
            partial.replace(self.path(name))
        finally:
            partial.unlink(missing_ok=True)
        return name

    def url(self, name: str | None) -> str:
        return sign_file_path(name or "", lifetime=settings.FILES_URL_LIFETIME)


@cache
def _presigner(endpoint: str, region: str, key_id: str, secret: str) -> Any:
    """One client for the process: the first presigning of a client costs 160 ms and 6 MB."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=region,
        aws_access_key_id=key_id or None,
        aws_secret_access_key=secret or None,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )


class S3Files(S3Storage):  # type: ignore[misc]
    """A private bucket; browsers fetch from it through presigned addresses."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            bucket_name=settings.S3_BUCKET,
            endpoint_url=settings.S3_ENDPOINT_URL or None,
            region_name=settings.S3_REGION,
            access_key=settings.S3_ACCESS_KEY_ID or None,
            secret_key=settings.S3_SECRET_ACCESS_KEY or None,
            signature_version="s3v4",
            addressing_style="path",
            # Names come from content: what stands there is the same.
            file_overwrite=True,
            default_acl=None,
            querystring_auth=True,
            max_memory_size=4 * 1024 * 1024,
            **options,
        )

    def url(
        self,
        name: str,
        parameters: dict[str, Any] | None = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        client = _presigner(
            settings.S3_ENDPOINT_URL,
            settings.S3_REGION,
            settings.S3_ACCESS_KEY_ID,
            settings.S3_SECRET_ACCESS_KEY,
        )
        return str(
            client.generate_presigned_url(
                "get_object",
                Params={"Bucket": self.bucket_name, "Key": name, **(parameters or {})},
                ExpiresIn=expire or int(settings.FILES_URL_LIFETIME.total_seconds()),
                HttpMethod=http_method,
            )
        )
