"""A program that calls: with a session, the token that changes need, and JSON both ways."""

from typing import Any

from django.test import Client

from sidan.people.models import Person


class Program:
    def __init__(self, person: Person | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.token = ""
        if person is not None:
            self.client.force_login(person)
            self.token = self.get("/api/session")["csrf_token"]

    def ask(self, path: str) -> Any:
        response: Any = self.client.get(path)
        return response

    def get(self, path: str) -> Any:
        response = self.client.get(path)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def send(self, path: str, told: object = None, *, key: str = "", token: str | None = None) -> Any:
        headers = {"X-CSRFToken": self.token if token is None else token} | ({"Idempotency-Key": key} if key else {})
        body = {} if told is None else told
        response: Any = self.client.post(path, body, content_type="application/json", headers=headers)
        return response

    def post(self, path: str, told: object = None, *, key: str = "", status: int = 200) -> Any:
        response: Any = self.send(path, told, key=key)
        assert response.status_code == status, response.content.decode()
        return response.json()

    def no(self, path: str, told: object = None) -> tuple[int, str]:
        """Status and code of a refusal, which is always problem JSON."""
        response: Any = self.send(path, told)
        assert response["Content-Type"] == "application/problem+json", response.content.decode()
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["title"]
        return response.status_code, problem["type"].removeprefix("about:")
