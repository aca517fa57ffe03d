"""Payloads as the serializer builds them, and what the store shows of them, in plain Python."""

from ...sync.job import Job


def make_option(title, *values, key=None):
    """Return a wanted option whose values are keyed by their first names."""
    return {
        "key": key or title,
        "title": title,
        "values": [{"key": value.lower(), "title": value} for value in values],
    }


def make_variant(external_id, options=None, prices=(("eur", 10.0),), **fields):
    """Return a wanted variant.

    :param dict options: {option key: value key}; the default option's by default
    """
    external_id = str(external_id)
    return {
        "external_id": external_id,
        "fields": {
            "title": f"Variant {external_id}",
            "sku": None,
            "barcode": None,
            "manage_inventory": False,
            "metadata": {"external_id": external_id},
            **fields,
        },
        "options": options or {"Default": "default"},
        "prices": [{"currency_code": code, "amount": amount} for code, amount in prices],
    }


def make_payload(external_id, variants=None, options=None, channels=(), **fields):
    """Return a payload with one variant and the default option, unless others are given."""
    external_id = str(external_id)
    return {
        "external_id": external_id,
        "handle": f"product-{external_id}",
        "slug": f"product-{external_id}",
        "owners": {},
        "product": {
            "title": f"Product {external_id}",
            "status": "published",
            "external_id": external_id,
            "metadata": {"external_id": external_id, "odoo_database": "ours"},
            **fields,
        },
        "channels": list(channels),
        "shipping_profile_id": False,
        "options": options or [make_option("Default", "Default")],
        "variants": [make_variant(f"{external_id}0")] if variants is None else variants,
        "pictures": None,
        "terms": {},
    }


def make_job(external_id=12, payload=None, **vals):
    """Return a job; `vals` go to the job."""
    return Job(str(external_id), payload or make_payload(external_id), **vals)


def make_remote(product_id="prod_1", external_id="12", variants=(), options=None, **vals):
    """Return a product as the store answers it."""
    return {
        "id": product_id,
        "external_id": external_id,
        "handle": f"handle-of-{product_id}",
        "status": "published",
        "metadata": {"external_id": external_id, "odoo_database": "ours"},
        "options": options or [make_remote_option("opt_d", "Default", "Default")],
        "variants": list(variants),
        "sales_channels": [],
        **vals,
    }


def make_remote_option(option_id, title, *values, **vals):
    """Return an option of the store; a value's id is the option's with the value behind."""
    rows = [{"id": f"{option_id}.{value}", "value": value} for value in values]
    return {"id": option_id, "title": title, "is_exclusive": True, "values": rows, **vals}


def make_remote_variant(variant_id, external_id=None, options=(("opt_d", "Default"),), **vals):
    """Return a variant of the store.

    :param options: pairs of option id and value
    """
    return {
        "id": variant_id,
        "title": variant_id,
        "sku": None,
        "barcode": None,
        "metadata": {"external_id": external_id} if external_id else None,
        "options": [{"option_id": key, "value": value} for key, value in options],
        "prices": [],
        **vals,
    }
