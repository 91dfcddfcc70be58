"""Judges pairs with Math-Verify: JSON lines {"id", "gold", "prediction"} in, {"id", "match", "back", "error"?} out.

`match` is its verdict, `back` the verdict with gold and answer swapped. Needs: pip install math-verify.
"""

import json
import sys

from math_verify import parse, verify


def judge(gold: str, prediction: str) -> dict:
    try:
        expected, given = parse(gold), parse(prediction)
        return {"match": bool(verify(expected, given)), "back": bool(verify(given, expected))}
    except BaseException as error:  # its clock raises outside Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return {"match": False, "back": False, "error": repr(error)[:200]}


for line in sys.stdin:
    pair = json.loads(line)
    print(json.dumps({"id": pair["id"], **judge(pair["gold"], pair["prediction"])}), flush=True)
