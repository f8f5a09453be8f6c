import inspect
from typing import Any

from drf_spectacular.openapi import AutoSchema

from .serializers import Taken

DOES = {"POST": "create", "PATCH": "edit", "DELETE": "remove"}


class OperationSchema(AutoSchema):
    """Names operations by what they do to what, such as ``spaces_threads_create``."""

    def get_operation_id(self) -> str:
        reads = "list" if self.view.declared[self.method].lists else "read"
        parts = self.path.strip("/").split("/")[2:]
        things = [part for part in parts if not part.startswith("{")]
        return "_".join([*things, DOES.get(self.method, reads)])

    def get_description(self) -> str:
        """What the method says of itself, or its own endpoint: never what all endpoints are."""
        method = getattr(self.view, self.method.lower())
        return inspect.cleandoc(method.__doc__ or vars(type(self.view)).get("__doc__") or "")

    def get_auth(self) -> list[dict[str, list[str]]]:
        token: list[dict[str, list[str]]] = super().get_auth()
        return [*token, {}] if self.method == "GET" else token  # what is public needs none

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Any:
        shape = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Taken):
            shape["additionalProperties"] = False
        return shape

    def _is_list_view(self, serializer: object = None) -> bool:
        return False  # our lists come as a page
