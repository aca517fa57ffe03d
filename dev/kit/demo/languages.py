"""The same products in French."""

from typing import Any

from ..odoo_client import Record
from ..shell import say
from . import content, nightly
from .compare import compare
from .stage import Stage

TITLE = "Two languages: English and French"
LANG, LOCALE = "fr_FR", "fr-FR"
IN_FRENCH = {
    "product.template": {
        "Customizable Desk": "Bureau personnalisable",
        "Office Chair": "Chaise de bureau",
        "Cable Management Box": "Boîte range-câbles",
    },
    "product.attribute": {"Legs": "Pieds", "Color": "Couleur"},
    "product.attribute.value": {"Steel": "Acier", "White": "Blanc", "Black": "Noir"},
    "product.category": {"Furniture": "Mobilier", "Office": "Bureau"},
}
DESK = "product.product_product_4_product_template"


def tell(stage: Stage) -> None:
    """Translate a little in Odoo, run the job, and shop in both languages."""
    if not _add_language(stage):
        return
    english = _titles(stage, "")
    nightly.run(stage, "Odoo's scheduler runs the nightly job")
    french = _titles(stage, LOCALE)
    for key in sorted(french, key=int):
        if french[key] != english.get(key):
            say(f"    {english.get(key)}: {french[key]}")
    compare(stage, f"{len(french)} titles in French", _names(stage, LANG), french)
    compare(stage, f"{len(french)} titles in English", _names(stage, "en_US"), _titles(stage, ""))
    _check_options(stage)
    _check_categories(stage)


def _add_language(stage: Stage) -> bool:
    """Let Odoo and the store have French; return whether the store can translate."""
    odoo = stage.odoo
    french = odoo.ref("base.lang_fr")
    odoo.write("res.lang", french, {"active": True})
    further = {"translation_lang_ids": [[6, 0, [french]]]}
    odoo.write("medusa.backend", stage.backend_id, further)
    backend = odoo.read("medusa.backend", stage.backend_id, "translation_warning")
    if backend["translation_warning"]:  # of a store of one's own
        say(f"  {backend['translation_warning']}")
        return False
    count = sum(_translate(stage, model, words) for model, words in IN_FRENCH.items())
    say(f"  {count} products, attributes, values and categories are translated in Odoo.")
    return True


def _translate(stage: Stage, model: str, words: dict[str, str]) -> int:
    """Give the records of these names their French name; return how many there are."""
    found = stage.odoo.search(model, [["name", "in", list(words)]], "name")
    for row in found:
        name = {"name": words[row["name"]]}
        stage.odoo.call(model, "write", [row["id"]], name, context={"lang": LANG})
    return len(found)


def _titles(stage: Stage, locale: str) -> dict[str, str]:
    """Return the titles of the shop in a language."""
    rows = stage.shop.products("title,external_id", locale)
    return {row["external_id"]: row["title"] for row in rows}


def _names(stage: Stage, lang: str) -> dict[str, str]:
    """Return the names in Odoo of all that the shop shows."""
    domain = [["sale_ok", "=", True], ["product_variant_ids", "!=", False]]
    rows = _read(stage, "product.template", domain, "name", lang=lang)
    return {str(row["id"]): row["name"] for row in rows}


def _check_options(stage: Stage) -> None:
    """Compare the options of a product with variants."""
    key = stage.odoo.ref(DESK)
    domain = [["product_tmpl_id", "=", key]]
    fields = ("attribute_id", "value_ids")
    lines = _read(stage, "product.template.attribute.line", domain, *fields)
    names = {
        row["id"]: row["name"]
        for row in _read(
            stage,
            "product.attribute.value",
            [["id", "in", [value for line in lines for value in line["value_ids"]]]],
            "name",
        )
    }
    expected = {
        line["attribute_id"][1]: sorted(names[value] for value in line["value_ids"])
        for line in lines
    }
    [row] = [
        row for row in stage.shop.products("+external_id", LOCALE) if row["external_id"] == str(key)
    ]
    seen = {
        option["title"]: sorted(value["value"] for value in option["values"])
        for option in row["options"]
    }
    compare(stage, f"The options of {row['title']} in French", expected, seen)
    for title, values in seen.items():
        say(f"    {title}: {', '.join(values)}")


def _check_categories(stage: Stage) -> None:
    """Compare the names of the categories."""
    shown = [row for row in stage.shop.categories(LOCALE) if content.is_ours(stage, row)]
    seen = {row["external_id"]: row["name"] for row in shown}
    ids = [int(key) for key in seen]
    rows = _read(stage, "product.category", [["id", "in", ids]], "name")
    names = {str(row["id"]): row["name"] for row in rows}
    compare(stage, f"{len(seen)} categories in French", names, seen)


def _read(
    stage: Stage, model: str, domain: list[Any], *fields: str, lang: str = LANG
) -> list[Record]:
    """Return records in a language."""
    return stage.odoo.search(model, domain, *fields, context={"lang": lang})
