#!/usr/bin/env python3
"""omnizip with faults: OMNIZIP_PROGRAM does the work unless the name of a video asks for something else.

hang: never ends. once75: ends with 75 the first time. oncekilled: dies by SIGKILL in the midst of the work the first
time. refused: ends with 64. OMNIZIP_STATE is a folder for what must be remembered; a line of calls.jsonl there tells of
every call. OMNIZIP_SLEEP: seconds before the work.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

program = os.environ["OMNIZIP_PROGRAM"]
arguments = sys.argv[1:]
if arguments[0] != "run" or "--dry-run" in arguments:
    os.execv(program, [program, *arguments])

text = sys.stdin.read()
names = [json.loads(line)["id"] for line in text.splitlines()]
state = Path(os.environ["OMNIZIP_STATE"])
if names:
    with (state / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps(names) + "\n")


def is_first(name: str) -> bool:
    try:
        (state / name.replace("/", "_")).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def asked(word: str) -> list[str]:
    return [name for name in names if word in name]


listed = tempfile.TemporaryFile("w+")
listed.write(text)
listed.seek(0)
if asked("refused"):
    print("omnizip: this is refused", file=sys.stderr)
    sys.exit(64)
while asked("hang"):
    time.sleep(60)
if any([is_first(name) for name in asked("once75")]):
    print("omnizip: the disk is full", file=sys.stderr)
    sys.exit(75)
if any([is_first(name) for name in asked("oncekilled")]):
    subprocess.Popen([program, *arguments], stdin=listed, stdout=subprocess.DEVNULL)
    time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGKILL)
time.sleep(float(os.environ.get("OMNIZIP_SLEEP", 0)) if names else 0)
os.dup2(listed.fileno(), 0)
os.execv(program, [program, *arguments])
