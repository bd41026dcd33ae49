import Foundation
import OmniZipMedia
import Testing

/// Colour, orientation and shape of the pictures that come out.
@Suite struct PictureTests {
    /// The mean colour of a rectangle in fractions of the picture.
    private func mean(_ picture: ReadPicture, width: Int, _ columns: Range<Int>, _ rows: Range<Int>) -> [Double] {
        var sums = [0.0, 0.0, 0.0]
        for row in rows {
            for column in columns {
                for channel in 0..<3 { sums[channel] += Double(picture.bytes[(row * width + column) * 3 + channel]) }
            }
        }
        return sums.map { $0 / Double(columns.count * rows.count) }
    }

    private func isNear(_ colour: [Double], _ expected: [Double], within tolerance: Double = 3) -> Bool {
        zip(colour, expected).allSatisfy { abs($0 - $1) <= tolerance }
    }

    /// One frame of raw YCbCr `values` under the given colour flags.
    private func frame(
        _ values: (UInt8, UInt8, UInt8), size: (Int, Int) = (64, 48), flags: [String], format: String = "yuv444p"
    ) throws -> ReadPicture {
        let plane = size.0 * size.1
        let raw = try Clip(
            "raw.yuv",
            bytes: [UInt8](repeating: values.0, count: plane) + [UInt8](repeating: values.1, count: plane)
                + [UInt8](repeating: values.2, count: plane))
        let clip = raw.sibling("clip.mkv")
        try FFmpegProgram.run(
            [
                "-f", "rawvideo", "-s", "\(size.0)x\(size.1)", "-pix_fmt", format, "-i", raw.path, "-c:v", "libx264",
                "-qp", "0", "-pix_fmt", format,
            ] + flags + [clip])
        let index = try MediaIndexer.index(path: clip)
        return try readPictures(index, frames: [0], width: 32, height: 24).pictures[0]
    }

    /// What a matrix with these luma weights gives, by the definition of BT.601 and BT.709.
    private func colour(_ values: (UInt8, UInt8, UInt8), red: Double, blue: Double, isFullRange: Bool) -> [Double] {
        let luma = isFullRange ? Double(values.0) : (Double(values.0) - 16) * 255 / 219
        let scale = isFullRange ? 1.0 : 255.0 / 224
        let (cb, cr) = ((Double(values.1) - 128) * scale, (Double(values.2) - 128) * scale)
        let green = 1 - red - blue
        return [
            luma + 2 * (1 - red) * cr, luma - 2 * (1 - blue) * blue / green * cb - 2 * (1 - red) * red / green * cr,
            luma + 2 * (1 - blue) * cb,
        ]
    }

    @Test("matrix and range follow the stream")
    func matrixAndRange() throws {
        let values: (UInt8, UInt8, UInt8) = (120, 100, 160)
        for (matrix, red, blue) in [
            ("bt709", 0.2126, 0.0722), ("smpte170m", 0.299, 0.114), ("bt2020nc", 0.2627, 0.0593),
        ] {
            for isFullRange in [false, true] {
                let picture = try frame(
                    values, flags: ["-colorspace", matrix, "-color_range", isFullRange ? "pc" : "tv"])
                let expected = colour(values, red: red, blue: blue, isFullRange: isFullRange)
                let found = mean(picture, width: 32, 4..<28, 4..<20)
                #expect(isNear(found, expected), "\(matrix) \(isFullRange): \(found), expected \(expected)")
            }
        }
    }

    @Test("without a word from the stream, height and width choose the matrix")
    func unspecifiedMatrix() throws {
        let values: (UInt8, UInt8, UInt8) = (120, 100, 160)
        for (size, red, blue) in [((64, 48), 0.299, 0.114), ((1280, 16), 0.2126, 0.0722), ((16, 720), 0.2126, 0.0722)] {
            let found = mean(try frame(values, size: size, flags: []), width: 32, 4..<28, 4..<20)
            #expect(isNear(found, colour(values, red: red, blue: blue, isFullRange: false)), "\(size): \(found)")
        }
    }

    @Test("the old full range formats are full range")
    func yuvj() throws {
        let clip = try Clip(
            "clip.avi",
            [
                "-f", "lavfi", "-i", "color=c=0x808080:s=64x48:d=0.04", "-vf", "format=yuvj420p", "-c:v", "mjpeg",
                "-q:v", "1",
            ])
        let index = try MediaIndexer.index(path: clip.path)
        #expect(index.video?.pixelFormatName == "yuvj420p")
        let picture = try readPictures(index, frames: [0], width: 28, height: 28).pictures[0]
        #expect(isNear(mean(picture, width: 28, 0..<28, 0..<28), [128, 128, 128]))
    }

    @Test(
        "every kind of pixel format comes out in its colours",
        arguments: [
            ("yuv420p10le", "ffv1"), ("yuv422p", "ffv1"), ("yuva420p", "ffv1"), ("gray", "ffv1"), ("gbrp10le", "ffv1"),
            ("rgb24", "png"), ("rgba", "png"), ("pal8", "png"), ("gray16be", "png"), ("bgr24", "rawvideo"),
        ])
    func pixelFormats(_ format: String, _ codec: String) throws {
        let isGrey = format.hasPrefix("gray")
        let clip = try Clip(
            "clip.mkv",
            [
                "-f", "lavfi", "-i", "color=c=0x\(isGrey ? "909090" : "d04020"):s=64x48:r=5:d=0.4", "-vf",
                "format=\(format)",
                "-c:v", codec,
            ] + (codec == "rawvideo" ? ["-allow_raw_vfw", "1"] : []))
        let index = try MediaIndexer.index(path: clip.path)
        #expect(index.video?.pixelFormatName == format)
        let picture = try readPictures(index, frames: [0, 1], width: 28, height: 28).pictures[1]
        let found = mean(picture, width: 28, 0..<28, 0..<28)
        #expect(isNear(found, isGrey ? [144, 144, 144] : [208, 64, 32], within: 4), "\(format): \(found)")
    }

    @Test("turned pictures look as ffmpeg turns them", arguments: [0, 90, 180, 270])
    func orientation(_ degrees: Int) throws {
        let plain = try Clip("plain.mp4", Clip.picture(seconds: 0.4, size: "160x96") + Clip.h264())
        let turned = plain.sibling("turned.mp4")
        try FFmpegProgram.run(["-i", plain.path, "-c", "copy", "-metadata:s:v", "rotate=\(degrees)", turned])
        let (width, height) = degrees % 180 == 0 ? (160, 96) : (96, 160)
        let reference = try FFmpegProgram.pictures(of: turned, width: width, height: height)
        let index = try MediaIndexer.index(path: turned)
        let video = try #require(index.video)
        #expect((video.displayWidth, video.displayHeight) == (width, height))
        let pictures = try readPictures(index, frames: [0, 9], width: width, height: height).pictures
        for picture in pictures {
            let difference =
                zip(picture.bytes, reference[picture.frameIndex])
                .reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(picture.bytes.count)
            #expect(difference < 4, "\(degrees): \(difference)")
        }
    }

    @Test("a size that changes on the way is followed and reported")
    func sizeChange() throws {
        let small = try Clip("small.ts", Clip.picture(seconds: 1) + Clip.h264())
        let large = try Clip(
            "large.ts", Clip.picture(seconds: 1, size: "192x108") + Clip.h264() + ["-output_ts_offset", "1"])
        let joined = try Clip("joined.ts", bytes: try small.bytes() + large.bytes())
        let index = try MediaIndexer.index(path: joined.path)
        let video = try #require(index.video)
        #expect(video.frameCount == 50)
        #expect(video.decodeStrategy != .skip)
        let (pictures, summary) = try readPictures(
            index, frames: Array(0..<video.frameCount), width: 64, height: 36)
        #expect(summary.substitutedFrames == 0)
        #expect(summary.warnings.contains { $0.code == .videoFormatChange && $0.count == 1 })
        let reference = try FFmpegProgram.pictures(of: large.path, width: 64, height: 36)
        for (picture, expected) in zip(pictures.suffix(25), reference) { #expect(picture.bytes == expected) }
    }
}
