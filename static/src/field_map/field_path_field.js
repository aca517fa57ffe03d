import { registry } from "@web/core/registry";
import {
    FieldSelectorField,
    fieldSelectorField,
} from "@web/views/fields/field_selector/field_selector_field";

/** Names a field in the reader's language where it can't be edited, too: a person never typed it. */
export class MedusaFieldPathField extends FieldSelectorField {
    static template = "medusa_connector.FieldPathField";
}

registry.category("fields").add("medusa_field_path", {
    ...fieldSelectorField,
    component: MedusaFieldPathField,
});
