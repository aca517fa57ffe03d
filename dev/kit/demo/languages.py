"""The same products in French."""

from ..shell import say
from . import jobs
from .content import our_categories
from .stage import Pairs, Record, Stage

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


def languages(stage: Stage) -> None:
    """Two languages: English and French."""
    french = stage.ref("base.lang_fr")
    stage.env["res.lang"].write([french], {"active": True})
    stage.configure(translation_lang_ids=[[6, 0, [french]]])
    if warning := stage.backend("translation_warning"):  # of a store of one's own
        say(f"  {warning}")
        return
    count = sum(_translate(stage, model, words) for model, words in IN_FRENCH.items())
    say(f"  {count} products, attributes, values and categories are translated in Odoo.")
    jobs.nightly(stage)
    for title, lang, locale in (("French", LANG, LOCALE), ("English", "en_US", "")):
        stage.compare(
            f"Titles in {title}",
            _names(stage.sold("name", context={"lang": lang})),
            _names(stage.shop.products("title,external_id", locale), "external_id", "title"),
        )
    shown = our_categories(stage, LOCALE)
    domain = [["id", "in", [int(row["external_id"]) for row in shown]]]
    stage.compare(
        "Categories in French",
        _names(_in_french(stage, "product.category", domain, "name")),
        _names(shown, "external_id"),
    )
    _compare_options(stage)


def _translate(stage: Stage, model: str, words: dict[str, str]) -> int:
    """Give the records of these names their French name; return how many there are."""
    found = stage.search(model, [["name", "in", list(words)]], "name")
    for row in found:
        name = {"name": words[row["name"]]}
        stage.env[model].write([row["id"]], name, context={"lang": LANG})
    return len(found)


def _in_french(stage: Stage, model: str, domain: list, *fields: str) -> list[Record]:
    """Return records in French."""
    return stage.search(model, domain, *fields, context={"lang": LANG})


def _names(rows: list[Record], key: str = "id", name: str = "name") -> Pairs:
    """Return the names of records or rows with their ids."""
    return ((row[key], row[name]) for row in rows)


def _compare_options(stage: Stage) -> None:
    """Compare the options of a product with variants."""
    key = stage.ref(DESK)
    domain, fields = [["product_tmpl_id", "=", key]], ("attribute_id", "value_ids")
    lines = _in_french(stage, "product.template.attribute.line", domain, *fields)
    ids = [value for line in lines for value in line["value_ids"]]
    names = dict(_names(_in_french(stage, "product.attribute.value", [["id", "in", ids]], "name")))
    rows = stage.shop.products("+external_id", LOCALE)
    [row] = [row for row in rows if row["external_id"] == str(key)]
    seen = {
        option["title"]: sorted(value["value"] for value in option["values"])
        for option in row["options"]
    }
    stage.compare(
        f"Options of {row['title']}",
        (
            (line["attribute_id"][1], sorted(names[value] for value in line["value_ids"]))
            for line in lines
        ),
        seen.items(),
    )
    for title, values in seen.items():
        say(f"    {title}: {', '.join(values)}")
