"""Writes src/hub/fixtures/splits.json: which files the `datasets` library takes for which split, and what its patterns match.

    pip install datasets && HF_HUB_OFFLINE=1 python scripts/hub-splits.py
"""

import json
import os
import pathlib
import random
import tempfile

import datasets
from datasets.data_files import DataFilesDict, EmptyDatasetError, get_data_patterns, resolve_pattern

WORDS = (
    "train test dev val validation training eval trained x data part a-train test_1 my.dev train-00000-of-00002"
    " extra-00001-of-00002 Train valid2 9test testset __x .h"
).split() + ["de v"]
PATTERNS = (
    "** * **/* data/* data/** **/train* */*.jsonl [a-t]* **/[!t]*.jsonl a?t* train/* *train* **/*-*"
    " data/train-*-of-*.jsonl .h/* __x/* **/.h/* x/**/test.jsonl"
).split()
dice = random.Random(7)


def some_paths():
    count = dice.randint(1, 6)
    return sorted({"/".join(dice.choice(WORDS) for _ in range(dice.choice([1, 1, 2, 2, 3]))) + ".jsonl" for _ in range(count)})


def relative(files, folder):
    # A file that two patterns match is listed twice there; one reading is enough.
    return sorted({os.path.relpath(file, folder) for file in files})


def splits_of(folder):
    try:
        found = DataFilesDict.from_patterns(get_data_patterns(folder), folder)
    except EmptyDatasetError:
        return None
    return {str(split): relative(files, folder) for split, files in sorted(found.items())}


def matches_of(folder, pattern):
    try:
        return relative(resolve_pattern(pattern, folder), folder)
    except FileNotFoundError:
        return []


cases = []
for _ in range(150):
    paths = some_paths()
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        for path in paths:
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("{}")
        matches = {pattern: matches_of(folder, pattern) for pattern in dice.sample(PATTERNS, 4)}
        cases.append({"paths": paths, "splits": splits_of(folder), "matches": matches})
target = pathlib.Path(__file__).parent.parent / "src/hub/fixtures/splits.json"
lines = ",\n".join(json.dumps(case) for case in cases)
target.write_text(f'{{"datasets": "{datasets.__version__}", "cases": [\n{lines}\n]}}\n')
