"""Which other product has the SKU or barcode that stands in a product's way."""

from odoo.fields import Domain

# Products that share a value are few.
MOST = 20


def find_shared_values(product, detail):
    """Return the SKUs and barcodes of a product: those alone that the store named, if it did.

    :param product: `product.template`, or none
    :param str detail: the store's words
    :rtype: list[str]
    """
    variants = product.with_context(active_test=False).product_variant_ids
    values = [
        value for variant in variants for value in (variant.default_code, variant.barcode) if value
    ]
    named = [value for value in values if value in detail]
    return list(dict.fromkeys(named or values))


def find_variants(backend, product, detail):
    """Return the variants of other products of Odoo that have one of the values.

    :param backend: `medusa.backend`
    :rtype: `product.product`, as far as the reader may see them
    """
    values = find_shared_values(product, detail)
    variants = backend.env["product.product"].with_context(active_test=False)
    domain = Domain("default_code", "in", values) | Domain("barcode", "in", values)
    domain &= Domain("product_tmpl_id", "!=", product.id)
    domain &= Domain(variants._check_company_domain(backend.company_id))
    return variants.search(domain, limit=MOST)
