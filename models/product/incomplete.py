"""Variants that lack a value of an attribute: the store refuses a whole product for one of them."""

from ..core.sentence import keep


def split_complete(variants, options):
    """Return (variants that have a value of each option, those that haven't).

    A product of which no variant is complete is left as it is: it can't be pushed.

    :param list variants: of a payload
    :param list options: of the same
    """
    complete = [row for row in variants if len(row["options"]) == len(options)]
    if not complete:
        return variants, []
    return complete, [row for row in variants if len(row["options"]) != len(options)]


def get_incomplete_notes(env, variants, options):
    """Return a sentence for each variant that was left out.

    :param list variants: those that lack a value
    :rtype: list[str]
    """
    return [
        keep(env)._(
            "The variant “%(variant)s” is left out: it has no value of %(attributes)s. Give it "
            "one, or archive it.",
            variant=_get_name(row),
            attributes=", ".join(
                option["title"] for option in options if option["key"] not in row["options"]
            ),
        )
        for row in variants
    ]


def _get_name(row):
    fields = row["fields"]
    return f"{fields['title']} ({fields['sku']})" if fields.get("sku") else fields["title"]
