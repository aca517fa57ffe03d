"""Reads the file of an attachment without the ORM, when it is sent."""


def get_reader(attachment):
    """Return a function that returns the attachment's bytes; it may be called in any thread.

    What it needs of the database is read now.

    :param attachment: `ir.attachment`, sudo
    """
    if attachment.store_fname:
        # Odoo's own way, which addons that store files elsewhere override; it asks no database.
        read_file, name = attachment._file_read, attachment.store_fname
        return lambda: read_file(name)
    # Kept in the database: read now, for there is no other way to it.
    content = attachment.db_datas or b""
    return lambda: content
