{
    "name": "Medusa Connector",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "summary": "Push the product catalogue to a Medusa v2 store",
    "author": "Medusa Connector contributors",
    "license": "LGPL-3",
    "depends": ["stock"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "security/medusa_connector_groups.xml",
        "security/ir.model.access.csv",
        "security/medusa_connector_rules.xml",
        "data/ir_cron.xml",
    ],
    "pre_init_hook": "pre_init_hook",
    "application": True,
    "installable": True,
}
