"""Changes of pictures, and of what sorts products."""

from odoo import Command

from .catalogue import FRENCH, make_picture
from .edits_products import exchange, get_products, pick, rename_record


def change_picture(env, random):
    product = pick(random, get_products(env))
    product.image_1920 = make_picture(random) if random.random() < 0.8 else False
    return product.id


def swap_pictures(env, random):
    one, other = pick(random, get_products(env), 2)
    one.image_1920, other.image_1920 = other.image_1920, one.image_1920
    return (one.id, other.id)


def share_picture(env, random):
    """Show the picture of one product on another one as well."""
    one, other = pick(random, get_products(env), 2)
    one.image_1920 = other.image_1920
    return (one.id, other.id)


def change_variant_picture(env, random):
    variants = get_products(env).filtered("attribute_line_ids").product_variant_ids
    variant = pick(random, variants.sorted("id"))
    variant.image_variant_1920 = make_picture(random) if random.random() < 0.7 else False
    return variant.id


def share_variant_picture(env, random):
    products = get_products(env).filtered(lambda row: len(row.product_variant_ids) > 1)
    one, other = pick(random, pick(random, products).product_variant_ids, 2)
    one.image_variant_1920 = other.image_variant_1920
    return (one.id, other.id)


def move_product(env, random):
    product = pick(random, get_products(env))
    categories = env["product.category"].search([("parent_id", "!=", False)], order="id")
    product.categ_id = pick(random, categories)
    return product.id


def rename_category(env, random):
    category = pick(random, env["product.category"].search([], order="id"))
    return rename_record(random, category)


def rename_category_in_french(env, random):
    category = pick(random, env["product.category"].search([], order="id"))
    category.with_context(lang=FRENCH).name = f"Rayon {random.randrange(100)} {category.id}"
    return category.id


def move_category(env, random):
    """Hang a category that has no children below another root."""
    categories = env["product.category"].search([], order="id")
    leaves = categories.filtered(lambda row: row.parent_id and not row.child_id)
    roots = categories.filtered(lambda row: not row.parent_id and row.child_id)
    leaf = pick(random, leaves)
    leaf.parent_id = pick(random, roots)
    return leaf.id


def make_category(env, random):
    parents = env["product.category"].search([("parent_id", "=", False)], order="id")
    if env["product.category"].search_count([]) > 20:
        return "none"
    name = f"Shelf {random.randrange(10**6)}"
    category = parents.create({"name": name, "parent_id": pick(random, parents).id})
    pick(random, get_products(env)).categ_id = category
    return category.id


def change_tags(env, random):
    product = pick(random, get_products(env))
    tags = env["product.tag"].search([], order="id")
    product.product_tag_ids = [Command.set(pick(random, tags, random.randrange(4)).ids)]
    return product.id


def rename_tag(env, random):
    tag = pick(random, env["product.tag"].search([], order="id"))
    return rename_record(random, tag)


def swap_tag_names(env, random):
    one, other = pick(random, env["product.tag"].search([], order="id"), 2)
    return exchange(one, other, "name", "on its way")


EDITS = {
    change_picture: 3,
    swap_pictures: 2,
    share_picture: 1,
    change_variant_picture: 3,
    share_variant_picture: 1,
    move_product: 2,
    rename_category: 1,
    rename_category_in_french: 1,
    move_category: 1,
    make_category: 1,
    change_tags: 2,
    rename_tag: 1,
    swap_tag_names: 1,
}
