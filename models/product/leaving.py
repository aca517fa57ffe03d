"""Which products would leave a store, and why: in numbers, for whoever has to confirm it."""

from odoo.tools import SQL

from ..core.sentence import join, keep

# Why a product leaves.
DELETED, ARCHIVED, SWITCHED, FILTER = "deleted", "archived", "switched", "filter"

_REASON = SQL(
    """CASE WHEN product.id IS NULL THEN 'deleted' WHEN NOT product.active THEN 'archived'
            WHEN switch.id IS NOT NULL THEN 'switched' ELSE 'filter' END"""
)


def read_facts(backend, domain, pushed):
    """Return what would happen, in numbers.

        {"count", "total": pushed products, "policy": the store's,
         "drafts": those that are drafts already, "reasons": {why: number}}

    :param backend: `medusa.backend`
    :param Domain domain: of the bindings of products that leave
    :param int pushed: how many products the store has
    """
    bindings = backend.env["medusa.product.binding"].sudo()
    rows = backend.env.execute_query(
        SQL(
            """
            SELECT %s AS reason, count(*),
                   count(*) FILTER (WHERE binding.store_status = 'draft')
              FROM medusa_product_binding binding
         LEFT JOIN product_template product ON product.id = binding.product_tmpl_id
         LEFT JOIN medusa_product_switch switch
                ON switch.product_tmpl_id = product.id AND switch.backend_id = binding.backend_id
                   AND switch.kind = 'excluded'
             WHERE binding.id IN %s
          GROUP BY 1
            """,
            _REASON,
            bindings._search(domain).subselect(),
        )
    )
    return {
        "count": sum(count for _reason, count, _drafts in rows),
        "total": pushed,
        "policy": backend.withdraw_policy,
        "drafts": sum(drafts for _reason, _count, drafts in rows),
        "reasons": {reason: count for reason, count, _drafts in rows},
    }


def tell_facts(env, facts):
    """Return what would happen in one text, in the reader's language.

    :param dict facts: see `read_facts`
    """
    return join(" ", get_sentences(env, facts))


def get_sentences(env, facts):
    """Return how many leave, what becomes of them, and why; a sentence each.

    :rtype: list[str]
    """
    _ = keep(env)._
    sentences = [
        _(
            "%(count)s of %(total)s pushed products are no longer selected.",
            count=facts["count"],
            total=facts["total"],
        )
    ]
    if facts["policy"] == "delete":
        sentences.append(_("To be deleted in the store: %s.", facts["count"]))
    else:
        sentences.append(_("To become drafts: %s.", facts["count"] - facts["drafts"]))
        if facts["drafts"]:
            sentences.append(_("Drafts already: %s.", facts["drafts"]))
    words = get_reason_words(env)
    reasons = [
        _("%(reason)s (%(count)s)", reason=words[reason], count=count)
        for reason, count in sort_reasons(facts)
    ]
    return [*sentences, _("Why: %s.", join(", ", reasons))]


def sort_reasons(facts):
    """Return [(why, number)], the most frequent first."""
    return sorted(facts["reasons"].items(), key=lambda pair: (-pair[1], pair[0]))


def get_reason_words(env):
    """Return {why: words}, in the reader's language."""
    _ = keep(env)._
    return {
        DELETED: _("deleted in Odoo"),
        ARCHIVED: _("archived in Odoo"),
        SWITCHED: _("switched off for this store"),
        FILTER: _("not selected by the store's filter"),
    }
