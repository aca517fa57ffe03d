"""Who answers for a store."""


def find_managers(company):
    """Return the Medusa managers of a company: who is told where nobody was chosen.

    :param company: `res.company`
    :rtype: `res.users` records
    """
    group = company.env.ref("medusa_connector.group_medusa_manager", raise_if_not_found=False)
    # sudo: whoever makes a store need not read the groups of others.
    users = company.env["res.users"].sudo()
    if not group:
        return users.browse()
    return users.search(
        [
            ("all_group_ids", "in", group.id),
            ("company_ids", "in", company.id),
            ("share", "=", False),
        ],
        order="id",
    )


def find_told(backend):
    """Return the persons who are told of a store now: those who may still see it.

    :param backend: `medusa.backend`
    :rtype: `res.users` records
    """
    # sudo: the company's rules of whoever looks don't say who is told.
    chosen = backend.sudo().responsible_ids.filtered(lambda user: may_see(user, backend))
    return chosen or find_managers(backend.company_id)


def may_see(user, backend):
    """Tell whether a person may read a store."""
    # sudo: whose rights they are need not be who asks.
    user = user.sudo()
    return (
        user.active
        and user.has_group("medusa_connector.group_medusa_user")
        and backend.company_id in user.company_ids
    )
