"""Who pushes a product, or its stock, claims it: no two processes do at once."""


def get_claim_space(backend):
    """Return what the claims on a store's products are of, see `core.locks`.

    The keys are the products' external ids.
    """
    return f"product.{backend.id}"
