"""Generated requests name controls and policies that do not exist; here they get some that stand where the operation needs
them. What was generated to be wrong stays wrong: only what has the right form is replaced.
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
    operation = case.operation
    names = case.path_parameters or {}
    about = operation.path.startswith(("/v1/controls", "/v1/phone/"))
    if not about or not all(NAME.fullmatch(str(name)) for name in names.values()):
        return
    trial = {"operation": operation.definition.raw["operationId"], "method": case.method, "path": operation.path}
    with urllib.request.urlopen(f"{os.environ['IDK_STAGE']}/?{urllib.parse.urlencode(trial)}") as answer:
        given = json.load(answer)
    for name in names:
        case.path_parameters[name] = given["names"][name]
    headers = case.headers or {}
    if "DPoP" in headers:
        headers["DPoP"] = given["proof"]
    if str(headers.get("Upload-Offset", "")).isdigit():
        headers["Upload-Offset"] = "0"
    for name, value in given["members"].items():
        if isinstance(case.body, dict) and isinstance(case.body.get(name), str) and 0 < len(case.body[name]) <= 64:
            case.body[name] = value
