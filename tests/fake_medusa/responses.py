"""Building what ``requests`` would have received."""

import io
import json

import requests
from requests.structures import CaseInsensitiveDict

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<title>{title}</title>
</head>
<body>
<pre>{text}</pre>
</body>
</html>
"""


def json_response(request, status: int, body: object) -> requests.Response:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return response(request, status, content, "application/json; charset=utf-8")


def html_response(request, status: int, title: str, text: str) -> requests.Response:
    content = _PAGE.format(title=title, text=text).encode()
    return response(request, status, content, "text/html; charset=utf-8")


def response(
    request, status: int, content: bytes, content_type: str = "", headers: dict | None = None
) -> requests.Response:
    answer = requests.Response()
    answer.status_code = status
    answer.headers = CaseInsensitiveDict({"Content-Length": str(len(content)), **(headers or {})})
    if content_type:
        answer.headers["Content-Type"] = content_type
    answer.raw = io.BytesIO(content)
    answer._content = content
    answer.encoding = "utf-8"
    answer.url = request.url
    answer.request = request
    return answer
