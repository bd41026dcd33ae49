import Foundation
import OmniZipMedia
import Testing

@Suite struct MediaIndexerTests {
    @Test("frames, times and rate come from the packets")
    func plain() throws {
        let clip = try Clip(
            "clip.mp4",
            Clip.picture(seconds: 2, rate: "30000/1001") + Clip.tone(seconds: 2) + Clip.h264()
                + ["-c:a", "aac", "-shortest"])
        let index = try MediaIndexer.index(path: clip.path)
        let video = try #require(index.video)
        #expect(video.frameCount == 60)
        #expect(abs(video.averageFramesPerSecond - 30000.0 / 1001) < 1e-6)
        #expect(video.seconds(ofFrame: 0) == 0)
        #expect(abs(video.seconds(ofFrame: 30) - 1.001) < 1e-6)
        #expect(abs(try #require(index.durationSeconds) - 2.002) < 1e-3)
        #expect(video.codecName == "h264")
        #expect(video.pixelFormatName == "yuv420p")
        #expect((video.codedWidth, video.codedHeight) == (160, 90))
        #expect((video.displayWidth, video.displayHeight) == (160, 90))
        #expect(video.rotationDegrees == 0)
        #expect(video.decodeStrategy == .skip)
        #expect(video.keyFrameCount == 5)
        #expect(index.audio?.codecName == "aac")
        #expect(index.audio?.sampleRate == 48000)
        #expect(index.warnings.isEmpty)
    }

    @Test("variable frame rates keep each frame's time")
    func variableRate() throws {
        let clip = try Clip(
            "clip.mp4",
            Clip.picture(seconds: 4) + ["-vf", "select='lt(mod(n,10),5)+eq(n,99)'", "-vsync", "vfr"] + Clip.h264())
        let video = try #require(try MediaIndexer.index(path: clip.path).video)
        let times = (0..<video.frameCount).map { video.seconds(ofFrame: $0) }
        #expect(video.frameCount == 51)
        #expect(abs(times[4] - 0.16) < 1e-6)
        #expect(abs(times[5] - 0.4) < 1e-6)
        #expect(video.averageFramesPerSecond < 14)
    }

    @Test("a late start is second 0 of the shared clock")
    func lateStart() throws {
        let clip = try Clip("clip.mkv", Clip.picture(seconds: 1) + Clip.h264() + ["-output_ts_offset", "7"])
        let index = try MediaIndexer.index(path: clip.path)
        let video = try #require(index.video)
        #expect(video.framePTS.first == 7000)
        #expect(video.seconds(ofFrame: 0) == 0)
        #expect(abs(video.durationSeconds - 1) < 2e-3)
    }

    @Test("frames before the edit list's start are not shown")
    func editList() throws {
        let whole = try Clip("whole.mp4", Clip.picture(seconds: 4) + Clip.h264(gop: 25))
        let cut = whole.sibling("cut.mp4")
        try FFmpegProgram.run(["-ss", "1.4", "-i", whole.path, "-c", "copy", cut])
        let reference = try FFmpegProgram.pictures(of: cut, width: 64, height: 36)
        let index = try MediaIndexer.index(path: cut)
        let video = try #require(index.video)
        #expect(video.frameCount == reference.count)
        #expect(video.frameCount < 75)
        #expect(index.warnings.isEmpty)
        let (pictures, summary) = try readPictures(
            index, frames: video.frames(every: 0.5), width: 64, height: 36)
        #expect(summary.substitutedFrames == 0)
        for picture in pictures { #expect(picture.bytes == reference[picture.frameIndex]) }
    }

    @Test("a stream cut inside a group shows what a full decode shows", arguments: ["h264", "h264-open", "hevc"])
    func cutInsideGroup(_ kind: String) throws {
        let codec: [String]
        switch kind {
        case "h264": codec = Clip.h264(gop: 25)
        case "h264-open": codec = Clip.h264(gop: 25, extra: ":open-gop=1")
        default:
            codec = [
                "-c:v", "libx265", "-preset", "superfast", "-pix_fmt", "yuv420p", "-x265-params",
                "log-level=none:pools=none:frame-threads=1:bframes=4:keyint=25:min-keyint=25:scenecut=0:open-gop=1",
            ]
        }
        let whole = try Clip("whole.ts", Clip.picture(seconds: 4) + codec)
        let bytes = try whole.bytes()
        let cut = try Clip("cut.ts", bytes: bytes[(bytes.count / 188 / 6 * 188)...])
        let reference = try FFmpegProgram.pictures(of: cut.path, width: 64, height: 36)
        let index = try MediaIndexer.index(path: cut.path)
        let video = try #require(index.video)
        let (pictures, summary) = try readPictures(
            index, frames: video.frames(every: 0), width: 64, height: 36)
        #expect(summary.substitutedFrames == 0)
        // ffmpeg may show damaged pictures before the first point where decoding can start.
        #expect(reference.count - pictures.count < 25)
        let tail = reference.suffix(pictures.count)
        for (picture, expected) in zip(pictures, tail) { #expect(picture.bytes == expected) }
    }

    @Test("rotation and pixel shape give the size to look at")
    func displaySize() throws {
        let plain = try Clip("plain.mp4", Clip.picture(seconds: 0.4) + Clip.h264() + ["-aspect", "4:3"])
        let video = try #require(try MediaIndexer.index(path: plain.path).video)
        #expect((video.displayWidth, video.displayHeight) == (120, 90))
        for degrees in [90, 180, 270] {
            let turned = plain.sibling("turned\(degrees).mp4")
            try FFmpegProgram.run(["-i", plain.path, "-c", "copy", "-metadata:s:v", "rotate=\(degrees)", turned])
            let video = try #require(try MediaIndexer.index(path: turned).video)
            // ffmpeg 5.1 writes "rotate" as a turn to the left.
            #expect(video.rotationDegrees == 360 - degrees)
            #expect(video.displayWidth == (degrees == 180 ? 120 : 90))
            #expect(video.displayHeight == (degrees == 180 ? 90 : 120))
        }
    }

    @Test("cover art is not video")
    func coverArt() throws {
        let picture = try Clip("cover.png", Clip.picture(seconds: 0.04) + ["-frames:v", "1"])
        let clip = try Clip(
            "clip.mp3",
            Clip.tone(seconds: 1) + [
                "-i", picture.path, "-map", "0", "-map", "1", "-c:v", "copy", "-c:a", "libmp3lame",
            ])
        let index = try MediaIndexer.index(path: clip.path)
        #expect(index.video == nil)
        #expect(index.audio != nil)
        let probe = try MediaProbe.probe(path: clip.path)
        #expect(probe.streams.contains { $0.isAttachedPicture && !$0.isChosen })
    }

    @Test("a file without sound and a file without pictures are fine")
    func oneStream() throws {
        let silent = try Clip("silent.mp4", Clip.picture(seconds: 0.4) + Clip.h264())
        #expect(try MediaIndexer.index(path: silent.path).audio == nil)
        let blind = try Clip("blind.m4a", Clip.tone(seconds: 1) + ["-c:a", "aac"])
        let index = try MediaIndexer.index(path: blind.path)
        #expect(index.video == nil)
        #expect(abs(try #require(index.durationSeconds) - 1) < 0.05)
        #expect(throws: MediaError.self) {
            try MediaIndexer.index(path: blind.path, options: IndexOptions(usesAudio: false))
        }
    }

    @Test("one frame of one pixel")
    func onePixel() throws {
        let clip = try Clip(
            "clip.mkv", Clip.picture(seconds: 0.04) + ["-vf", "scale=1:1", "-c:v", "ffv1", "-frames:v", "1"])
        let index = try MediaIndexer.index(path: clip.path)
        let video = try #require(index.video)
        #expect(video.frameCount == 1)
        let (pictures, _) = try readPictures(index, frames: [0], width: 28, height: 28)
        #expect(pictures.count == 1)
        #expect(pictures[0].bytes.count == 28 * 28 * 3)
    }

    @Test("pictures above the limit are refused with the flag's name")
    func pictureLimit() throws {
        let clip = try Clip("clip.mp4", Clip.picture(seconds: 0.2) + Clip.h264())
        let error = #expect(throws: MediaError.self) {
            try MediaIndexer.index(path: clip.path, options: IndexOptions(maxPicturePixels: 14399))
        }
        #expect(error?.code == .pictureTooLarge)
        #expect(error?.description.contains("--max-picture-pixels") == true)
        #expect(error?.description.contains("160x90") == true)
    }

    @Test("a truncated file is used as far as it goes, with a warning", arguments: ["mp4", "mkv", "ts"])
    func truncated(_ kind: String) throws {
        let whole = try Clip(
            "whole.\(kind)",
            Clip.picture(seconds: 4) + Clip.tone(seconds: 4) + Clip.h264() + ["-c:a", "aac"]
                + (kind == "mp4" ? ["-movflags", "+faststart"] : []))
        let bytes = try whole.bytes()
        let cut = try Clip("cut.\(kind)", bytes: bytes[0..<bytes.count * 6 / 10])
        let index = try MediaIndexer.index(path: cut.path)
        let video = try #require(index.video)
        #expect((40...80).contains(video.frameCount))
        if kind != "ts" { #expect(index.warnings.contains { $0.code == .truncated && $0.count > 0 }) }
        let (pictures, summary) = try readPictures(index, frames: video.frames(every: 0), width: 64, height: 36)
        #expect(pictures.count == video.frameCount)
        #expect(summary.substitutedFrames <= 4)
        let (samples, _) = try readSamples(index)
        #expect((1.6...3.2).contains(Double(samples.count) / 16000))
    }

    @Test("a clock that jumps is set anew, for pictures and for sound")
    func clockJump() throws {
        let first = try Clip(
            "first.ts", Clip.picture(seconds: 2) + Clip.tone(seconds: 2) + Clip.h264() + ["-c:a", "ac3"])
        let second = try Clip(
            "second.ts",
            Clip.picture(seconds: 2) + Clip.tone(seconds: 2) + Clip.h264()
                + ["-c:a", "ac3", "-output_ts_offset", "5000"])
        for parts in [[first, second], [second, first]] {
            let joined = try Clip("joined.ts", bytes: try parts[0].bytes() + parts[1].bytes())
            let index = try MediaIndexer.index(path: joined.path)
            let video = try #require(index.video)
            #expect(video.frameCount == 100)
            #expect(abs(video.durationSeconds - 4) < 0.1)
            #expect(index.warnings.contains { $0.code == .unreliableTimestamps })
            let (samples, summary) = try readSamples(index)
            #expect(abs(Double(samples.count) / 16000 - 4) < 0.2)
            #expect(summary.warnings.contains { $0.code == .timestampJump })
            let (pictures, _) = try readPictures(index, frames: [10, 60], width: 64, height: 36)
            for (picture, part) in zip(pictures, parts) {
                let reference = try FFmpegProgram.pictures(of: part.path, width: 64, height: 36)
                #expect(picture.bytes == reference[10])
            }
        }
    }

    @Test("the probe tells the streams without reading the file")
    func probe() throws {
        let clip = try Clip(
            "clip.mkv",
            Clip.picture(seconds: 1) + Clip.tone(seconds: 1) + Clip.h264() + ["-c:a", "flac", "-aspect", "4:3"])
        let probe = try MediaProbe.probe(path: clip.path)
        #expect(probe.format == "matroska,webm")
        #expect(probe.streams.map(\.codec) == ["h264", "flac"])
        #expect(probe.streams.map(\.isChosen) == [true, true])
        #expect(probe.streams[0].displayWidth == 120)
        #expect(probe.streams[0].framesPerSecond == 25)
        #expect(probe.streams[1].sampleRate == 48000)
        #expect(probe.streams[1].width == nil)
        let copy = try JSONDecoder().decode(MediaProbe.self, from: try JSONEncoder().encode(probe))
        #expect(copy == probe)
    }

    @Test("sound longer than the pictures does not lengthen them")
    func longSound() throws {
        let clip = try Clip(
            "clip.mp4", Clip.picture(seconds: 1) + Clip.tone(seconds: 3) + Clip.h264() + ["-c:a", "aac"])
        let index = try MediaIndexer.index(path: clip.path)
        #expect(try #require(index.durationSeconds) == 1)
        #expect(index.warnings.isEmpty)
        #expect(abs(Double(try readSamples(index).samples.count) / 16000 - 3) < 0.05)
    }
}
