"""What a button answers: a word at the edge of the screen."""


def make_toast(message, kind="info", next_action=None, sticky=None, links=()):
    """Return a toast, followed by a reload of what is shown.

    :param str kind: success, info, warning or danger
    :param dict next_action: what happens then, instead of the reload
    :param bool sticky: whether it waits for being closed; by default if it is about trouble
    :param links: what it leads to, see `make_link`
    :return: a client action
    """
    if links:
        # The page puts a link in the place of each %s.
        message = "\n".join([message.replace("%", "%%"), " · ".join("%s" for _link in links)])
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "links": list(links),
            "message": message,
            "type": kind,
            "sticky": kind in ("danger", "warning") if sticky is None else sticky,
            # A line for each product or fact.
            "className": "text-prewrap",
            # What was shown is read anew.
            "next": next_action or {"type": "ir.actions.act_window_close"},
        },
    }


def make_link(record, label):
    """Return a link of a toast to a record's form.

    :param str label: what is clicked on
    """
    return {"label": label, "url": f"/odoo/{record._name}/{record.id}"}


def get_worst(kinds):
    """Return the kind of a toast that tells of several things."""
    return next(kind for kind in ("danger", "warning", "success") if kind in kinds)
