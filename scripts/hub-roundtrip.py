"""One side of scripts/hub-roundtrip.ts: what huggingface_hub does with a cache.

    hub-roundtrip.py download REPOSITORY REVISION PATTERN   puts files into the cache, prints the snapshot's folder
    hub-roundtrip.py find REPOSITORY REVISION PATTERN       the same without a network: what the cache has
    hub-roundtrip.py file REPOSITORY REVISION PATH          one file, with or without a network
    hub-roundtrip.py scan                                   what the cache is said to hold, and warnings

HF_ENDPOINT and HF_HUB_CACHE say where.
"""

import json
import sys

import huggingface_hub
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download

command, *rest = sys.argv[1:]
if command in ("download", "find"):
    repository, revision, pattern = rest
    result = snapshot_download(
        repository,
        repo_type="dataset",
        revision=revision,
        allow_patterns=[pattern],
        local_files_only=command == "find",
    )
elif command == "file":
    repository, revision, path = rest
    result = hf_hub_download(repository, path, repo_type="dataset", revision=revision)
else:
    info = scan_cache_dir()
    result = {
        "version": huggingface_hub.__version__,
        "warnings": [str(warning) for warning in info.warnings],
        "repositories": {
            repo.repo_id: {
                revision.commit_hash: {
                    "refs": sorted(revision.refs),
                    "files": sorted(str(file.file_path.relative_to(revision.snapshot_path)) for file in revision.files),
                }
                for revision in repo.revisions
            }
            for repo in info.repos
        },
    }
print(json.dumps(result))
