"""validate_json.py SCHEMA FILE...: exit 0 when every file (plain or .gz) is JSON without doubled names that obeys the schema.

Needs Debian's python3-jsonschema. Prints one line for each violation."""

import gzip
import json
import sys

import jsonschema


def without_doubles(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("an object has a name twice: %s" % sorted(n for n in names if names.count(n) > 1)[:1])
    return dict(pairs)


def load(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rb") as stream:
        return json.loads(stream.read().decode("utf-8"), object_pairs_hook=without_doubles)


def main():
    schema = load(sys.argv[1])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = 0
    for path in sys.argv[2:]:
        for error in validator.iter_errors(load(path)):
            wrong += 1
            print("%s: %s: %s" % (path, "/".join(map(str, error.absolute_path)), error.message[:300]))
    return 1 if wrong or len(sys.argv) < 3 else 0


sys.exit(main())
