"""Pictures in texts that only people who are logged in to Odoo can see."""

import re

# Of a picture in a text: its attachment, without a token that opens it to everybody.
_PICTURE = re.compile(r"/web/image/(\d+)(?![^\"'\s]*access_token=)")


def find_hidden_files(env, texts):
    """Return the ids of attachments that texts show and a shopper doesn't get, in a query.

    :param texts: HTML, or anything else, of which nothing is found
    :rtype: frozenset[int]
    """
    shown = {file_id for text in texts for file_id in get_file_ids(text)}
    if not shown:
        return frozenset()
    # sudo: whether everybody may read a file depends on nobody's rights.
    files = env["ir.attachment"].sudo()
    public = files.search([("id", "in", list(shown)), ("public", "=", True)])
    return frozenset(shown.difference(public.ids))


def get_file_ids(text):
    """Return the ids of the attachments that a text shows as pictures.

    :rtype: set[int]
    """
    if not isinstance(text, str) or "/web/image/" not in text:
        return set()
    return {int(key) for key in _PICTURE.findall(text)}
