"""JSON schemas of four classes of OCSF 1.6.0, by PyPI ocsf-json-schema 1.2.0: python make/ocsf.py > ocsf/1.6.0.json

Without texts, and without the optional properties that lead to objects which are not in KEPT. No object may have other
properties than the schema names, so the part is stricter than the whole.
"""

import json
import sys

from ocsf_json_schema.embedded import OcsfJsonSchemaEmbedded
from ocsf_json_schema.loader import get_ocsf_schema

VERSION = "1.6.0"
CLASSES = (2004, 3002, 3004, 6003)
KEPT = {
    "actor", "api", "evidences", "finding_info", "managed_entity", "metadata", "network_endpoint", "object",
    "product", "resource_details", "service", "session", "user",
}
TEXTS = ("title", "description", "examples", "deprecated")


def leads_away(schema):
    """Whether a property is of an object that is left out."""
    reference = schema.get("$ref", schema.get("items", {}).get("$ref"))
    return reference is not None and reference.removeprefix("#/$defs/") not in KEPT


def part(schema):
    short = {key: value for key, value in schema.items() if key not in TEXTS}
    if "properties" in schema:
        short["properties"] = {
            name: part(value) for name, value in schema["properties"].items() if not leads_away(value)
        }
    if "$defs" in schema:
        short["$defs"] = {name: part(value) for name, value in schema["$defs"].items() if name in KEPT}
    return short


whole = OcsfJsonSchemaEmbedded(get_ocsf_schema(VERSION))
schemas = {str(uid): part(whole.get_class_schema(whole.lookup_class_name_from_uid(uid))) for uid in CLASSES}
origin = {
    "what": "JSON schemas of four classes of OCSF 1.6.0, in part",
    "from": "PyPI ocsf-json-schema 1.2.0, by make/ocsf.py",
    "licence": "Apache-2.0 (the schema), MIT (the package)",
}
json.dump({"origin": origin, "classes": schemas}, sys.stdout, sort_keys=True, indent=1)
print()
