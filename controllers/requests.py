import json
from datetime import datetime, timezone

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

# More of them no tool opens.
MOST_REQUESTS = 2000
MOST_BYTES = 50_000_000


class MedusaRequests(http.Controller):
    """The requests to a store as a file, for who runs Medusa."""

    @http.route("/medusa/requests.har", type="http", auth="user", methods=["GET"], readonly=True)
    def get_requests(self, run="", ids=""):
        """Return requests as an HTTP archive (HAR 1.2), the oldest first.

        :param str run: id of a run, all of whose requests are wanted
        :param str ids: ids of requests, with commas between them
        """
        numbers = [int(part) for part in ids.split(",") if part.isdecimal() and len(part) < 10]
        domain = [("id", "in", numbers)]
        if run.isdecimal() and len(run) < 10:
            domain = [("run_id", "=", int(run))]
        try:
            rows = request.env["medusa.request"].search(domain, order="id", limit=MOST_REQUESTS)
            content = json.dumps(make_archive(rows), ensure_ascii=False, indent=1)
        except AccessError:
            return request.make_response("forbidden", status=403)
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Disposition", 'attachment; filename="medusa-requests.har"'),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers=headers)


def make_archive(rows):
    """Return requests as an HTTP archive; of many, as many as a tool opens.

    :param rows: `medusa.request`
    """
    entries, size = [], 0
    for row in rows:
        size += row.size
        if size > MOST_BYTES:
            break
        entries.append(_make_entry(row))
    creator = {"name": "medusa_connector (Odoo)", "version": "19.0"}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _make_entry(row):
    started = datetime.fromtimestamp(row.started, timezone.utc)
    milliseconds = round(row.seconds * 1000)
    # sudo: who may read its requests may know where the store is.
    url = f"{(row.backend_id.sudo().url or '').rstrip('/')}{row.path}"
    entry = {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        "time": milliseconds,
        "request": {
            **_make_message(row.sent),
            "method": row.method,
            "url": url,
            "queryString": [],
        },
        "response": {
            **_make_message(row.received),
            "status": row.status,
            "statusText": row.failure or "",
            "redirectURL": "",
            "content": {
                "size": row.received,
                "mimeType": "application/json",
                "text": row.answer or "",
            },
        },
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }
    if row.request:
        entry["request"]["postData"] = {"mimeType": "application/json", "text": row.request}
    return entry


def _make_message(size):
    # Headers aren't kept: the key is in them.
    return {
        "httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "headersSize": -1,
        "bodySize": size,
    }  # fmt: skip
