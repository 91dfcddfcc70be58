"""Math-Verify's side of bench/verify.ts: reads one JSON list of pairs, answers with seconds per pair.

    python math_verify_pairs.py < pairs.json
    [{"gold": "$1/2$", "prediction": "..."}, ...]

Each pair is parsed on both sides and compared with the package's own defaults, its extraction and its five seconds
for each of the three calls. A pair counts as timed out if a call needed that long or raised for it.
"""

import json
import logging
import sys
import time

from math_verify import parse, verify

logging.disable(logging.CRITICAL)
LIMIT = 5.0
BUDGET = 60.0


def once(pair):
    """(seconds, matched, timed out, raised)"""
    start = time.perf_counter()
    timed_out = raised = matched = False
    try:
        laps = [time.perf_counter()]
        gold = parse(pair["gold"])
        laps.append(time.perf_counter())
        answer = parse(pair["prediction"])
        laps.append(time.perf_counter())
        matched = bool(verify(gold, answer))
        laps.append(time.perf_counter())
        timed_out = any(b - a > LIMIT * 0.95 for a, b in zip(laps, laps[1:]))
    except Exception as error:
        timed_out = "timeout" in type(error).__name__.lower()
        raised = not timed_out
    return time.perf_counter() - start, matched, timed_out, raised


def main():
    pairs = json.load(sys.stdin)
    once({"gold": "$1$", "prediction": "$\\frac{1}{2}$"})
    repetitions = []
    started = time.perf_counter()
    while len(repetitions) < 5 and (not repetitions or time.perf_counter() - started < BUDGET):
        repetitions.append([once(pair) for pair in pairs])
    first = repetitions[0]
    print(
        json.dumps(
            {
                "seconds": [[result[0] for result in run] for run in repetitions],
                "matched": [result[1] for result in first],
                "timeouts": sum(result[2] for result in first),
                "raised": sum(result[3] for result in first),
            }
        )
    )


main()
