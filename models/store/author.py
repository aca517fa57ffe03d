"""Whose rights count when the products of a store are selected."""


def get_author(backend):
    """Return the user who chose a store's products, no user where nobody knows.

    :param backend: `medusa.backend`
    """
    if backend.product_domain != backend._origin.product_domain:
        # Not saved yet: it is being written now.
        return backend.env.user
    # sudo: whoever pushes need not read who configured the store.
    return backend.sudo().product_domain_author_id


def as_author(backend, products):
    """Return a recordset that finds what the author of a store's selection may read.

    Searched as superuser, a condition on a record that its author can't see would tell by the
    number of products what is in it.

    :param backend: `medusa.backend`
    """
    author = get_author(backend)
    if not author:
        return products
    context = {"allowed_company_ids": backend.company_id.ids}
    return products.with_user(author).sudo(author._is_superuser()).with_context(**context)
