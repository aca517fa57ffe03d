"""The statuses of products and price lists in Medusa, in words."""


def get_status_label(env, status):
    """Return what a status is called in the reader's language; one of another Medusa is told as
    it is.

    :param status: as the store says it, or False
    """
    labels = {
        "published": env._("Published"),
        "draft": env._("Draft"),
        "proposed": env._("Proposed"),
        "rejected": env._("Rejected"),
        # Of a price list.
        "active": env._("Active"),
    }
    return labels.get(status, status) or False
