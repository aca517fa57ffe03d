"""Pictures that tests give to products."""

import base64
import io

from PIL import Image


def picture(color, size=32, kind="PNG"):
    """Return a picture of one color, as Odoo's fields take it."""
    file = io.BytesIO()
    Image.new("RGB", (size, size), color).save(file, kind)
    return base64.b64encode(file.getvalue())
