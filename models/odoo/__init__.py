"""Odoo's own models, with what they show of the stores."""

from . import (
    product_template,
    product_template_stores,
    product_template_undone,
    product_product,
    res_company,
    res_config_settings,
    res_config_settings_stock,
    res_config_settings_start,
)
