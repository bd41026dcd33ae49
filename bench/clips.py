"""The videos that the bench makes: pictures with grain, so that the codec has the work of a camera's video, and sound.

Each is made once and kept in the folder of videos. Long ones repeat the packets of a short one: nothing is coded again.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

Argument = str | os.PathLike[str]


@dataclass(frozen=True)
class Clip:
    """How a video is made. Sound is AAC, 48 kHz, stereo."""

    name: str
    size: str
    bits: str
    codec: str
    """Name of ffmpeg's encoder."""
    options: tuple[str, ...]
    """Of the encoder."""
    group: int = 250
    """Most frames from one key frame to the next; 250 is usual for x264."""
    seconds: float = 60
    sound_bits: str = "128k"

    @property
    def file(self) -> str:
        return f"{self.name}.mp4"

    def made(self, videos: Path) -> Path:
        """The file in the folder `videos`, made if it is missing."""
        path = videos / self.file
        if not path.exists():
            print(f"making {path.name}: {self.seconds:g} s, {self.size}, {self.bits}b/s", flush=True)
            run_ffmpeg(path, *self.inputs(), *self.coding())
        return path

    def repeated(self, videos: Path, times: int) -> Path:
        """The same video `times` times over, in one file."""
        path = videos / f"{self.name}-x{times}.mp4"
        if not path.exists():
            run_ffmpeg(path, "-stream_loop", str(times - 1), "-i", self.made(videos), "-c", "copy")
        return path

    def inputs(self) -> list[Argument]:
        picture = f"testsrc2=s={self.size}:r=30:d={self.seconds},noise=alls=10:allf=t:all_seed=1,format=yuv420p"
        sound = f"anoisesrc=r=48000:c=pink:a=0.1:seed=1:d={self.seconds},tremolo=f=0.5:d=0.9"
        return ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"{sound},aformat=channel_layouts=stereo"]

    def coding(self) -> list[Argument]:
        video = ["-c:v", self.codec, *self.options, "-b:v", self.bits, "-g", str(self.group)]
        return [*video, "-c:a", "aac", "-b:a", self.sound_bits]


X264 = ("-preset", "medium")
# A fast preset of x265, which takes minutes with its own default.
X265 = ("-preset", "superfast", "-tag:v", "hvc1", "-x265-params", "log-level=error")
VP9 = ("-deadline", "realtime", "-cpu-used", "6", "-row-mt", "1")

H264_1080 = Clip("h264-1080p30-gop250", "1920x1080", "2M", "libx264", X264)
H264_1080_SHORT_GOP = Clip("h264-1080p30-gop30", "1920x1080", "2M", "libx264", X264, group=30)
H264_480 = Clip("h264-480p30-gop250", "854x480", "700k", "libx264", X264)
H264_480_SHORT_GOP = Clip("h264-480p30-gop30", "854x480", "700k", "libx264", X264, group=30)
HEVC_1080 = Clip("hevc-1080p30", "1920x1080", "2M", "libx265", X265)
VP9_480 = Clip("vp9-480p30", "854x480", "700k", "libvpx-vp9", VP9)
# Three hours of it take 300 MB.
SMALL = Clip("h264-240p30", "426x240", "150k", "libx264", X264, sound_bits="64k")
FOUR_FRAMES = Clip("h264-1080p30-4frames", "1920x1080", "2M", "libx264", X264, seconds=4 / 30)


def run_ffmpeg(output: Path, *arguments: Argument) -> None:
    """Makes `output`, under another name until it is complete. The same FFmpeg makes the same bytes."""
    partial = output.with_name("partial-" + output.name)
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments, "-fflags", "+bitexact", partial]
    subprocess.run(command, check=True)
    partial.rename(output)
