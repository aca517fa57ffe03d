"""The language in which a store's selection of products is read."""


def with_filter_lang(backend, products):
    """Return a recordset in the language in which a store's selection was written.

    :param backend: `medusa.backend`
    """
    lang = backend.product_domain_lang
    if backend.product_domain != backend._origin.product_domain:
        # Not saved yet: it is being written now.
        lang = backend.env.lang
    if not lang or lang not in dict(backend.env["res.lang"].get_installed()):
        return products
    return products.with_context(lang=lang)
