"""Extra fields: what the admin mapped is added, what isn't mapped any more is emptied."""


def add_mapped_fields(fields, record, maps, backend):
    """Return the fields of a product or variant with those that the admin mapped.

    An empty metadata key is deleted in Medusa by ""
    (docs/medusa-api.md#metadata-is-merged-or-replaced).

    :param dict fields: as the serializer prepared them
    :param maps: `medusa.field.map` records of the record's model
    """
    fields = _empty_former_targets(fields, record, backend)
    if not maps:
        return fields
    fields = {**fields, "metadata": dict(fields["metadata"])}
    for row in maps:
        value = row._read_value(record)
        if row.target == "metadata":
            fields["metadata"][row.metadata_key] = "" if value is None else value
        else:
            fields[row.target] = value
    return fields


def _empty_former_targets(fields, record, backend):
    """Return the fields with those added that are to be emptied.

    What is mapped still, or filled by the addon itself, is filled all the same.
    """
    former = [
        (target, key)
        for model, target, key in backend.former_targets or []
        if model == record._name
    ]
    if not former:
        return fields
    keys = {key: "" for target, key in former if target == "metadata"}
    emptied = {target: None for target, _key in former if target != "metadata"}
    return {**emptied, **fields, "metadata": {**keys, **fields["metadata"]}}
