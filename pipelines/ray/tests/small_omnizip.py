#!/usr/bin/env python3
"""The parts of omnizip that tasks see, in miniature: lists of shards without videos.

A name with "bad" fails for good, one with "busy" for a passing reason, one with "text" is no media; "end-N" ends the
process with exit code N, "hang" never ends it. A line of an index says which file was read.
"""

import json
import sys
import time
from pathlib import Path

arguments = sys.argv[1:]


def value(option):
    return arguments[arguments.index(option) + 1]


def lines(path):
    return [json.loads(line) for line in path.read_text().split("\n") if line] if path.exists() else []


def write(path, values):
    path.write_text("".join(json.dumps(v, ensure_ascii=False) + "\n" for v in sorted(values, key=lambda v: v["path"])))


def planned(path, name):
    status = path.stat() if path.exists() else None
    return {
        "path": name, "source": str(path), "named": "text" not in name, "action": "ingest",
        "bytes": status and status.st_size, "modified_nanoseconds": status and status.st_mtime_ns,
    }  # fmt: skip


def summary(done, failed, skipped):
    permanent = sum(failure["class"] == "permanent" for failure in failed)
    return {
        "schema": "omnizip.summary/1", "done": len(done), "skipped": skipped,
        "failed_permanently": permanent, "failed_transiently": len(failed) - permanent,
    }  # fmt: skip


def merge(output):
    stats = list(output.glob("shard-*.stats.json"))
    done = [line for path in output.glob("shard-*.index.jsonl") for line in lines(path)]
    failed = [line for path in output.glob("shard-*.failures.jsonl") for line in lines(path)]
    write(output / "manifest.jsonl", done)
    write(output / "failures.jsonl", failed)
    print(json.dumps({"summary": summary(done, failed, sum(json.loads(p.read_text())["skipped"] for p in stats))}))


def scan(folder):
    if not folder.exists():
        print(f"omnizip: {folder}: no such file or folder", file=sys.stderr)
        sys.exit(64)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        print(json.dumps(planned(path, str(path.relative_to(folder))), ensure_ascii=False))


def run(output):
    listed = [json.loads(line) for line in sys.stdin.read().split("\n") if line]
    part, count = map(int, value("--shard").split("/"))
    label = f"shard-{part:05d}-of-{count:05d}"
    index, failures = output / f"{label}.index.jsonl", output / f"{label}.failures.jsonl"
    done = {line["path"]: line for line in lines(index)}
    failed = {line["path"]: line for line in lines(failures)}
    if "--dry-run" in arguments:
        for video in listed:
            plan = planned(Path(video["path"]), video["id"])
            is_whole = video["id"] in done or (output / (video["id"] + ".json")).exists()
            print(json.dumps({**plan, "action": "keep" if is_whole else "ingest"}, ensure_ascii=False))
        return
    skipped = 0
    for video in listed:
        name = video["id"]
        if "hang" in name:
            time.sleep(60)
        if "end-" in name:
            print(f"omnizip: {name} ends it", file=sys.stderr)
            sys.exit(int(name.split("end-")[1].split(".")[0]))
        if "bad" in name or "busy" in name:
            failed[name] = {
                "path": name, "class": "permanent" if "bad" in name else "transient", "code": "damaged",
                "message": "it is damaged", "hint": None, "attempts": 1, "stage": "decode",
            }  # fmt: skip
        elif "text" in name:
            skipped += 1
        else:
            failed.pop(name, None)
            done[name] = {"path": name, "bytes": Path(video["path"]).stat().st_size, "from": video["path"]}
    write(index, done.values())
    write(failures, failed.values())
    result = summary(done.values(), failed.values(), skipped)
    (output / f"{label}.stats.json").write_text(json.dumps(result))
    print(json.dumps(result))
    sys.exit(1 if any(video["id"] in failed for video in listed) else 0)


if arguments[0] == "merge":
    merge(Path(arguments[1]))
elif "--list" in arguments:
    run(Path(value("--output")))
else:
    scan(Path(arguments[1]))
