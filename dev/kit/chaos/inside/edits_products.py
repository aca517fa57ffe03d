"""Changes of whole products."""

from .catalogue import FRENCH, make_product

MOST_ARCHIVED = 4


def get_products(env):
    """Return what is on sale."""
    return env["product.template"].search([("sale_ok", "=", True)], order="id")


def pick(random, records, count=1):
    """Return some of the records."""
    return records.browse(random.sample(records.ids, min(count, len(records))))


def exchange(one, other, name, between):
    """Let two records exchange the values of a field that is unique; return their ids.

    :param between: what the first has while the second takes its value
    """
    first, second = one[name], other[name]
    one[name] = between
    one.env.flush_all()
    other[name] = first
    one.env.flush_all()
    one[name] = second
    return (one.id, other.id)


def rename_record(random, record):
    """Give a record another number behind the first word of its name; return its id."""
    record.name = f"{record.name.split()[0]} {random.randrange(100)}"
    return record.id


def get_new_number(random):
    """Return a number that no product's SKUs have."""
    return random.randrange(1000, 10**6)


def rename(env, random):
    """Give a product another name."""
    product = pick(random, get_products(env))
    product.name = f"Article {random.randrange(1000)} {product.id}"
    return product.id


def rename_in_french(env, random):
    product = pick(random, get_products(env))
    product.with_context(lang=FRENCH).name = f"Objet {random.randrange(1000)} {product.id}"
    return product.id


def describe(env, random):
    product = pick(random, get_products(env))
    text = f"Number {random.randrange(1000)} in words." if random.random() < 0.8 else False
    product.description_sale = text
    return product.id


def describe_in_french(env, random):
    product = pick(random, get_products(env))
    if product.description_sale:
        words = f"Le {random.randrange(1000)} en mots."
        product.with_context(lang=FRENCH).description_sale = words
    return product.id


def change_price(env, random):
    product = pick(random, get_products(env))
    product.list_price = random.randrange(500, 20000) / 100
    return product.id


def archive(env, random):
    """Take a product out of the shop, if not too many are out already."""
    archived = _get_archived(env)
    if len(archived) >= MOST_ARCHIVED:
        return unarchive(env, random)
    product = pick(random, get_products(env))
    product.active = False
    return product.id


def unarchive(env, random):
    """Bring a product back; it gets new SKUs where others have its own by now."""
    product = pick(random, _get_archived(env))
    if product:
        product.active = True
        for variant in product.product_variant_ids:
            same = [("default_code", "=", variant.default_code), ("id", "!=", variant.id)]
            if env["product.product"].search_count(same, limit=1):
                variant.default_code = f"SKU-{get_new_number(random)}-{variant.id}"
    return product.id


def _get_archived(env):
    return env["product.template"].search(
        [("sale_ok", "=", True), ("active", "=", False)], order="id"
    )


def make(env, random):
    """Make a new product."""
    categories = env["product.category"].search([("parent_id", "!=", False)], order="id")
    attributes = env["product.attribute"].search([], order="id")
    chosen = pick(random, attributes, random.randrange(3)).sorted("id")
    tags = env["product.tag"].search([], order="id")
    number = get_new_number(random)
    return make_product(env, random, number, chosen, pick(random, categories), tags).id


def make_successor(env, random):
    """Make a product that takes over the SKU of one that is archived."""
    archived = _get_archived(env).filtered(lambda row: row.product_variant_id.default_code)
    if not archived:
        return archive(env, random)
    former = pick(random, archived)
    number = make(env, random)
    product = env["product.template"].browse(number)
    product.product_variant_ids[:1].default_code = (
        former.with_context(active_test=False).product_variant_ids[:1].default_code
    )
    return f"{product.id} of {former.id}"


def delete(env, random):
    """Delete a product that has no stock."""
    products = get_products(env).filtered(lambda row: not row.is_storable)
    product = pick(random, products[-10:])
    key = product.id
    product.unlink()
    return key


def duplicate(env, random):
    product = pick(random, get_products(env))
    copied = product.copy()
    for rank, variant in enumerate(copied.product_variant_ids):
        variant.default_code = f"SKU-{get_new_number(random)}-{rank}"
    return f"{copied.id} of {product.id}"


EDITS = {
    rename: 4,
    rename_in_french: 3,
    describe: 2,
    describe_in_french: 2,
    change_price: 4,
    archive: 2,
    unarchive: 2,
    make: 1,
    make_successor: 1,
    delete: 1,
    duplicate: 1,
}
