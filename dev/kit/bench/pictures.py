"""Give every product a picture of its own, as large as asked for. Runs in Odoo."""

import os

# Rows that are written before memory is freed.
PART = 50
_FIELD = "image_1920"


def give_pictures(env, size: int) -> dict:
    """Give each saleable product a picture of its own.

    The bytes are random: nothing on the way of a push looks into a picture, and Odoo's own
    resizing isn't what is measured.

    :param size: bytes of each picture
    """
    # The store's size must be the one that is made here.
    env["ir.default"].set("medusa.backend", "picture_size", "1920")
    products = env["product.template"].search([("sale_ok", "=", True)])
    attachments = env["ir.attachment"].with_context(image_no_postprocess=True)
    for start in range(0, len(products), PART):
        attachments.create(
            [
                {
                    "name": _FIELD,
                    "res_model": "product.template",
                    "res_field": _FIELD,
                    "res_id": product.id,
                    "raw": os.urandom(size),
                    "mimetype": "image/png",
                }
                for product in products[start : start + PART]
            ]
        )
        env.cr.commit()  # pylint: disable=invalid-commit
        env.invalidate_all()
    return {"pictures": len(products), "size": size}
