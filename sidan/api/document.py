"""What the document of the API says about a No: which an operation may answer, and that each is problem JSON."""

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class DocumentedApi(NinjaAPI):
    """Fills in what the library leaves out: that a call needs a session and a token, and must be well formed."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**asked)
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                answers = operation["responses"]
                for status in {*_noes(method, operation), *(code for code in answers if int(code) >= 400)}:
                    answers[status] = {"description": HTTPStatus(int(status)).phrase, "content": PROBLEM}
        return schema


def _noes(method: str, operation: dict[str, Any]) -> set[int]:
    found = {HTTPStatus.UNAUTHORIZED} if "security" in operation else set()
    if method == "post":
        found |= {HTTPStatus.FORBIDDEN}  # the token
    if "requestBody" in operation:
        found |= {HTTPStatus.BAD_REQUEST}  # broken JSON
    if "requestBody" in operation or operation.get("parameters"):
        found |= {HTTPStatus.UNPROCESSABLE_ENTITY}
    return {int(status) for status in found}
