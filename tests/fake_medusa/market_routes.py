"""The routes of regions, tax regions, tax rates and their rules."""

from . import routes
from .errors import already_exists, invalid, not_found
from .lists import ListSpec
from .schema import Array, Boolean, Number, Object, Record, String

_METADATA = {"metadata": Record(optional=True, nullable=True)}
_REGION_FIELDS = {
    "countries": Array(String(), optional=True),
    "automatic_taxes": Boolean(optional=True),
    "is_tax_inclusive": Boolean(optional=True),
    **_METADATA,
}
_CREATE_REGION = Object({"name": String(), "currency_code": String(), **_REGION_FIELDS})
_UPDATE_REGION = Object(
    {"name": String(optional=True), "currency_code": String(optional=True), **_REGION_FIELDS}
)
_RULE = Object({"reference": String(), "reference_id": String()}, strict=False)
_RATE_FIELDS = {
    "rate": Number(optional=True),
    "rules": Array(_RULE, optional=True),
    "is_default": Boolean(optional=True),
    "is_combinable": Boolean(optional=True),
    **_METADATA,
}
_CREATE_RATE = Object(
    {"code": String(), "name": String(), "tax_region_id": String(), **_RATE_FIELDS}
)
_UPDATE_RATE = Object(
    {"code": String(optional=True), "name": String(optional=True), **_RATE_FIELDS}
)
_CREATE_TAX_REGION = Object(
    {
        "country_code": String(),
        "province_code": String(optional=True, nullable=True),
        "parent_id": String(optional=True, nullable=True),
        "provider_id": String(optional=True, nullable=True),
        "default_tax_rate": Object(
            {"code": String(), "name": String(), "rate": Number(optional=True)}, optional=True
        ),
    }
)

_REGIONS = ListSpec(
    "regions", "region", "regions", ("id", "name", "currency_code"), default_limit=50
)
_RATES = ListSpec("tax_rates", "tax_rate", "tax_rates", ("tax_region_id", "is_default"))


# === REGIONS === #


def _create_region(call):
    state, body = call.state, dict(call.body)
    codes = [code.lower() for code in body.pop("countries", [])]
    inclusive = bool(body.pop("is_tax_inclusive", False))
    _check_countries(state, codes)
    row = {"id": state.new_id("reg"), "automatic_taxes": True, "metadata": None, **body}
    row = {**row, "currency_code": row["currency_code"].lower(), "_countries": codes}
    row = state.insert("regions", row)
    preference = {"attribute": "region_id", "value": row["id"], "is_tax_inclusive": inclusive}
    state.insert("price_preferences", {"id": state.new_id("prpref"), **preference})
    return {"region": call.show("region", row)}


def _update_region(call):
    state, body, region_id = call.state, dict(call.body), call.ids[0]
    if region_id not in state.regions:
        raise not_found(f'Region with id "{region_id}" not found')
    inclusive = body.pop("is_tax_inclusive", None)
    if inclusive is not None:
        for row in list(state.price_preferences.values()):
            if row["value"] == region_id:
                state.update("price_preferences", row["id"], is_tax_inclusive=inclusive)
    if "countries" in body:
        body["_countries"] = [code.lower() for code in body.pop("countries")]
        _check_countries(state, body["_countries"], region_id)
    return {"region": call.show("region", state.update("regions", region_id, **body))}


def _delete_region(call):
    # Its price preference stays.
    if call.ids[0] in call.state.regions:
        call.state.delete("regions", call.ids[0])
    return {"id": call.ids[0], "object": "region", "deleted": True}


def _check_countries(state, codes, own_id=None):
    others = [row for row in state.regions.values() if row["id"] != own_id]
    taken = [code for code in codes if any(code in row["_countries"] for row in others)]
    if taken:
        told = ", ".join(taken)
        raise invalid(f'Countries with codes: "{told}" are already assigned to a region')


# === TAXES === #


def _create_tax_region(call):
    state, body = call.state, dict(call.body)
    default = body.pop("default_tax_rate", None)
    row = {"id": state.new_id("txreg"), "province_code": None, "parent_id": None, **body}
    row = state.insert("tax_regions", {**row, "country_code": row["country_code"].lower()})
    if default:
        _insert_rate(state, {**default, "tax_region_id": row["id"], "is_default": True})
    return {"tax_region": call.show("tax_region", row)}


def _delete_tax_region(call):
    state, region_id = call.state, call.ids[0]
    for rate in list(state.tax_rates.values()):
        if rate["tax_region_id"] == region_id:
            state.delete("tax_rates", rate["id"])
    state.delete("tax_regions", region_id)
    return {"id": region_id, "object": "tax_region", "deleted": True}


def _insert_rate(state, values):
    rules = _make_rules(state, "", values.pop("rules", []))
    row = {"id": state.new_id("txr"), "rate": None, "is_default": False, "is_combinable": False}
    return state.insert("tax_rates", {**row, "metadata": None, **values, "_rules": rules})


def _create_rate(call):
    return {"tax_rate": call.show("tax_rate", _insert_rate(call.state, dict(call.body)))}


def _get_rate(call):
    row = call.state.tax_rates.get(call.ids[0])
    # An unknown one is an empty answer.
    return {"tax_rate": call.show("tax_rate", row)} if row else {}


def _update_rate(call):
    """POST /admin/tax-rates/:id: rules replace all that there are."""
    state, rate_id, body = call.state, call.ids[0], dict(call.body)
    if rate_id not in state.tax_rates:
        raise not_found(f'Tax rate with id "{rate_id}" not found')
    if "rules" in body:
        body["_rules"] = _make_rules(state, rate_id, body.pop("rules"))
    return {"tax_rate": call.show("tax_rate", state.update("tax_rates", rate_id, **body))}


def _delete_rate(call):
    call.state.delete("tax_rates", call.ids[0])
    return {"id": call.ids[0], "object": "tax_rate", "deleted": True}


def _add_rule(call):
    state, rate_id = call.state, call.ids[0]
    rules = state.tax_rates[rate_id]["_rules"]
    both = _make_rules(state, rate_id, [*rules, call.body])
    row = state.update("tax_rates", rate_id, _rules=both)
    return {"tax_rate": call.show("tax_rate", row)}


def _delete_rule(call):
    rate_id, rule_id = call.ids
    kept = [row for row in call.state.tax_rates[rate_id]["_rules"] if row["id"] != rule_id]
    call.state.update("tax_rates", rate_id, _rules=kept)
    return {"id": rule_id, "object": "tax_rate_rule", "deleted": True}


def _make_rules(state, rate_id, given):
    seen = set()
    for row in given:
        if row["reference_id"] in seen:
            raise already_exists(
                "Tax rate rule", tax_rate_id=rate_id, reference_id=row["reference_id"]
            )
        seen.add(row["reference_id"])
    return [{"id": state.new_id("txrule"), **row} for row in given]


_RATE = "/admin/tax-rates"

ROUTES = [
    routes.make_route("GET", "/admin/regions", routes.make_list(_REGIONS)),
    routes.make_route("POST", "/admin/regions", _create_region, _CREATE_REGION),
    routes.make_route("POST", "/admin/regions/:id", _update_region, _UPDATE_REGION),
    routes.make_route("DELETE", "/admin/regions/:id", _delete_region),
    routes.make_route("POST", "/admin/tax-regions", _create_tax_region, _CREATE_TAX_REGION),
    routes.make_route("DELETE", "/admin/tax-regions/:id", _delete_tax_region),
    routes.make_route("GET", _RATE, routes.make_list(_RATES)),
    routes.make_route("POST", _RATE, _create_rate, _CREATE_RATE),
    routes.make_route("GET", f"{_RATE}/:id", _get_rate),
    routes.make_route("POST", f"{_RATE}/:id", _update_rate, _UPDATE_RATE),
    routes.make_route("DELETE", f"{_RATE}/:id", _delete_rate),
    routes.make_route("POST", f"{_RATE}/:id/rules", _add_rule, _RULE),
    routes.make_route("DELETE", f"{_RATE}/:id/rules/:rule_id", _delete_rule),
]
routes.ROUTES.extend(ROUTES)
