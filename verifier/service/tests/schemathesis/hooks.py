"""Generated requests name controls that do not exist; here they get one that stands where the operation needs it.

What was generated to be wrong stays wrong: only names, secrets and offsets of the right form are replaced.
"""

import json
import os
import re
import urllib.parse
import urllib.request

import schemathesis

NAME = re.compile("[0-9a-f]{32}")


@schemathesis.hook
def before_call(context, case, kwargs):
    named = case.path_parameters or {}
    if not named or case.operation.path.startswith("/v1/relay/") or not all(NAME.fullmatch(str(name)) for name in named.values()):
        return
    operation = case.operation
    trial = {"operation": operation.definition.raw["operationId"], "method": case.method, "path": operation.path}
    with urllib.request.urlopen(f"{os.environ['IDK_STAGE']}/?{urllib.parse.urlencode(trial)}") as answer:
        given = json.load(answer)
    for name in named:
        case.path_parameters[name] = given["names"][name]
    if "DPoP" in (case.headers or {}):
        case.headers["DPoP"] = given["proof"]
    if str((case.headers or {}).get("Upload-Offset", "")).isdigit():
        case.headers["Upload-Offset"] = "0"
    for name, secret in given["secrets"].items():
        if isinstance(case.body, dict) and isinstance(case.body.get(name), str) and 0 < len(case.body[name]) <= 128:
            case.body[name] = secret
