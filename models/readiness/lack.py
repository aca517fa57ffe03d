from dataclasses import dataclass

from ..core.sentence import keep

# Names of variants in a sentence; a product may have hundreds of them.
MOST_NAMES = 5


@dataclass(frozen=True)
class Lack:
    """What a product lacks.

    :param text: a sentence
    :param variants: {id: title} of those that lack it, where it isn't the product as a whole
    """

    text: str
    variants: tuple[tuple[int, str], ...] = ()


def make_lack(facts, text, rows):
    """Return what some variants lack, None where there are none.

    :param text: a sentence on a single one
    :param rows: variants of the payload
    """
    if not rows:
        return None
    if len(facts.payload["variants"]) == 1:
        return Lack(text)
    return Lack(text, tuple((int(row["external_id"]), row["fields"]["title"]) for row in rows))


def get_full_text(env, lack):
    """Return a sentence with the names of the variants."""
    if not lack.variants:
        return lack.text
    names = [title for _key, title in lack.variants[:MOST_NAMES]]
    more = len(lack.variants) - len(names)
    if more:
        names.append(keep(env)._("%s more", more))
    return keep(env)._("%(text)s Variants: %(names)s.", text=lack.text, names=", ".join(names))
