"""Medusa's error answers (framework/dist/http/middlewares/error-handler.js)."""


class ApiError(Exception):
    """Ends a request with a status and Medusa's error body."""

    def __init__(self, status: int, body: dict):
        super().__init__(body.get("message", ""))
        self.status = status
        self.body = body


def invalid(message: str) -> ApiError:
    return ApiError(400, {"type": "invalid_data", "message": message})


def not_found(message: str) -> ApiError:
    return ApiError(404, {"type": "not_found", "message": message})


def unauthorized(message: str = "Unauthorized") -> ApiError:
    return ApiError(401, {"message": message})


def too_large() -> ApiError:
    return ApiError(413, {"message": "request entity too large", "type": "unknown_error"})


def unknown_error() -> ApiError:
    """Whatever Medusa did not foresee: a 500 that says nothing."""
    message = "An unknown error occurred."
    return ApiError(500, {"code": "unknown_error", "type": "unknown_error", "message": message})


def already_exists(entity: str, **columns: str) -> ApiError:
    """Tell that a unique value is taken."""
    named = ", ".join(f"{column}: {value}" for column, value in columns.items())
    return invalid(f"{entity} with {named}, already exists.")


def no_relation(column: str, record_id: str) -> ApiError:
    """Tell that a link points nowhere."""
    return not_found(
        f"You tried to set relationship {column}: {record_id}, but such entity does not exist"
    )
