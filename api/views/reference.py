"""The OpenAPI document, its browsable page, and the answer to an unknown address."""

from typing import Any

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import TemplateHTMLRenderer

from api.views.base import PublicView
from common.errors import NotFound


class Schema(SpectacularAPIView):
    permission_classes = (AllowAny,)
    authentication_classes = ()


# Swagger UI writes styles into its page; no other page may.
@method_decorator(csp_update({"style-src": ["'unsafe-inline'"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    permission_classes = (AllowAny,)
    authentication_classes = ()
    renderer_classes = [TemplateHTMLRenderer]
    url_name = "api:schema"


class Unknown(PublicView):
    """Whatever the API does not know, in the API's own form of error."""

    schema = None

    def initial(self, *_args: Any, **_kwargs: Any) -> None:
        raise NotFound
