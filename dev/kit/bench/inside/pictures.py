"""Give every product a picture of its own, as large as asked for."""

import os

from . import addon

# Rows that are written before memory is freed.
PART = 50
SIZE = 1920


def give_pictures(env, size: int) -> dict:
    """Give each saleable product a picture of its own.

    The bytes are random: nothing on the way of a push looks into a picture, and Odoo's own
    resizing isn't what is measured.

    :param size: bytes of each picture
    """
    # The store's size must be the one that is made here.
    addon.use_size(env, SIZE)
    products = env["product.template"].search([("sale_ok", "=", True)])
    attachments = env["ir.attachment"].with_context(image_no_postprocess=True)
    fixed = {"res_model": products._name, "res_field": f"image_{SIZE}", "mimetype": "image/png"}
    for start in range(0, len(products), PART):
        part = products[start : start + PART]
        attachments.create(
            [
                {"name": "image", "res_id": product.id, "raw": os.urandom(size), **fixed}
                for product in part
            ]
        )
        env.cr.commit()  # pylint: disable=invalid-commit
        env.invalidate_all()
    return {"pictures": len(products), "size": size}
