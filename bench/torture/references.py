"""A file reference inside a file gives an error and never the content of the file that it points to."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import clips
import datasets
from containers import MP4, Element
from context import Context
from processes import run


def check(context: Context) -> None:
    folder = context.folder / "in"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    source = next(clip for clip in context.clips(quick=True) if clip.name == "audio-early.mkv")
    # Outside the input, so that no bundle of its own is made, and as a transport stream, which a playlist may name.
    secret = clips.ffmpeg(context.folder / "secret.ts", "-i", source, "-c:v", "libx264", "-c:a", "aac", "-f", "mpegts")
    whole = clips.ffmpeg(context.folder / "secret.mp4", "-i", source, "-c:v", "libx264", "-c:a", "aac")
    write_references(folder, secret, whole)
    output = context.folder / "out"
    shutil.rmtree(output, ignore_errors=True)
    ended = context.run(folder, output, limit_s=120)
    names = sorted(path.name for path in folder.iterdir())
    lines = {line["path"]: line for line in datasets.failures(output)}
    # A playlist under its own name promises no media: in a folder it may be passed over.
    expected = [name for name in names if not name.endswith(".m3u8")]
    problems = [f"{folder / name}: no line in failures.jsonl" for name in expected if name not in lines]
    problems += datasets.unclassified(output)
    made = [path for path in datasets.files_below(output) if path.suffix == ".safetensors"]
    problems += [f"{output / path}: a bundle was made" for path in made]
    if ended.code != 1:
        problems.append(f"exit code {ended.code}; {ended.log}")
    for name in names:
        problems += read_by_name(context, folder / name)
    context.none_of("references that were followed", problems, str(len(names)))


def write_references(folder: Path, secret: Path, whole: Path) -> None:
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n{}\n#EXT-X-ENDLIST\n"
    master = f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nfile://{secret}\n"
    dash = (
        '<?xml version="1.0"?>\n'
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S">'
        '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
        f"<BaseURL>{whole}</BaseURL></Representation></AdaptationSet></Period></MPD>\n"
    )
    session = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
    texts = {
        "playlist.mp4": playlist.format(secret),
        "playlist-url.mp4": playlist.format(f"file://{secret}"),
        "playlist-relative.mkv": playlist.format(f"../{secret.name}"),
        "playlist.m3u8": playlist.format(secret),
        "playlist-network.mp4": playlist.format("http://127.0.0.1:9/a.ts"),
        "playlist-nested.mp4": playlist.format(f"concat:{secret}|{secret}"),
        "playlist-master.mp4": master,
        "concat.mp4": f"ffconcat version 1.0\nfile '{secret}'\n",
        "concat-relative.mkv": f"ffconcat version 1.0\nfile ../{secret.name}\n",
        "dash.mp4": dash,
        "session.mp4": session,
        "stream.webm": f'<ASX version="3.0"><Entry><Ref href="{secret}"/></Entry></ASX>\n',
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "external.mov").write_bytes(with_external_data(whole.read_bytes(), whole))


def with_external_data(content: bytes, target: Path) -> bytes:
    """The same film without its data: its data references name another file, by an alias and by a URL."""
    container = MP4()
    tree = [box for box in container.parse(content) if box.kind != b"mdat"]
    path = str(target).encode()
    alias = bytes(150) + struct.pack(">hh", 2, len(path)) + path + bytes(len(path) % 2) + struct.pack(">hh", -1, 0)
    entry = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias
    located = struct.pack(">I4sI", 12 + len(path) + 8, b"url ", 0) + b"file://" + path + b"\0"

    def replace(boxes: list[Element]) -> None:
        for box in boxes:
            if box.kind == b"dref":
                box.payload = struct.pack(">II", 0, 2) + entry + located
            replace(box.children)

    replace(tree)
    return container.serialize(tree)


def read_by_name(context: Context, path: Path) -> list[str]:
    """`omnizip probe` on the file by name says nothing of streams, either."""
    log = context.folder / "logs" / f"probe-{path.name}.log"
    log.with_suffix(".stdout").unlink(missing_ok=True)
    ended = run([context.program, "probe", path, "--json"], log, context.limit(30))
    printed = log.with_suffix(".stdout").read_text(errors="replace")
    # The external film's own tables may be read; the file that it points to may not, which the missing bundle shows.
    if path.suffix != ".mov" and (ended.code == 0 or '"width"' in printed):
        return [f"{path}: probe ended with {ended.code} and printed {printed[:200]!r}"]
    return []
