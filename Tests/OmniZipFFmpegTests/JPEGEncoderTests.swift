import Foundation
import OmniZipFFmpeg
import OmniZipTestSupport
import Testing

@Suite struct JPEGEncoderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// RGB24 pixels of a colour for each column and row.
    private func picture(_ width: Int, _ height: Int, _ colour: (Int, Int) -> [UInt8]) -> [UInt8] {
        (0..<height).flatMap { y in (0..<width).flatMap { x in colour(x, y) } }
    }

    /// Smooth: each colour a ramp of its own.
    private func gradient(_ width: Int, _ height: Int) -> [UInt8] {
        picture(width, height) { x, y in
            [UInt8(x * 255 / width), UInt8(y * 255 / height), UInt8(255 - (x + y) * 255 / (width + height))]
        }
    }

    private func noise(_ width: Int, _ height: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return picture(width, height) { _, _ in (0..<3).map { _ in UInt8.random(in: 0...255, using: &generator) } }
    }

    private func encode(_ encoder: JPEGEncoder, _ pixels: [UInt8], quality: Int) throws -> [UInt8] {
        try pixels.withUnsafeBufferPointer { buffer throws(FFmpegError) in
            try encoder.encode(buffer, quality: quality)
        }
    }

    private func encode(
        _ encoder: JPEGEncoder, _ pixels: [UInt8], maxBytes: Int, best: Int = 3
    ) throws -> [UInt8]? {
        try pixels.withUnsafeBufferPointer { buffer throws(FFmpegError) in
            try encoder.encode(buffer, maxBytes: maxBytes, best: best)
        }
    }

    /// The ffmpeg program's reading of a file, as RGB24.
    private func decode(_ file: [UInt8]) throws -> (size: String, pixels: [UInt8]) {
        let path = try folder.write(Data(file), to: "picture.jpg").path
        let size = try FFmpegTool.probe(["-show_entries", "stream=width,height", "-of", "csv=p=0", path])
        let scaling = ["-sws_flags", "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"]
        let pixels = try FFmpegTool.run(["-i", path] + scaling + ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"])
        return (size, [UInt8](pixels))
    }

    private func decibels(_ a: [UInt8], _ b: [UInt8]) -> Double {
        let squares = zip(a, b).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
        return 10 * log10(255 * 255 / max(1e-3, Double(squares) / Double(a.count)))
    }

    /// The markers up to the scan, by their second byte.
    private func segments(_ file: [UInt8]) -> [UInt8] {
        var (markers, place) = ([UInt8](), 2)
        while place + 4 <= file.count, file[place] == 0xff {
            markers.append(file[place + 1])
            if file[place + 1] == 0xda { break }
            place += 2 + Int(file[place + 2]) << 8 + Int(file[place + 3])
        }
        return markers
    }

    @Test("a file is whole, and another program reads the picture from it", arguments: [(64, 48), (65, 47), (17, 1)])
    func decodes(_ width: Int, _ height: Int) throws {
        let encoder = try JPEGEncoder(width: width, height: height, outputWidth: width, outputHeight: height)
        let pixels = gradient(width, height)
        let file = try encode(encoder, pixels, quality: 2)
        #expect(file.starts(with: [0xff, 0xd8]) && file.suffix(2) == [0xff, 0xd9])
        let decoded = try decode(file)
        #expect(decoded.size == "\(width),\(height)")
        #expect(decoded.pixels.count == pixels.count)
        #expect(decibels(decoded.pixels, pixels) > 35)
    }

    @Test("JFIF with square pixels, and no comment")
    func hasNoComment() throws {
        let file = try encode(
            JPEGEncoder(width: 64, height: 48, outputWidth: 64, outputHeight: 48), gradient(64, 48), quality: 5)
        let markers = segments(file)
        // APP0 first; scan last, so that all of them were seen; no COM.
        #expect(markers.first == 0xe0 && markers.last == 0xda && !markers.contains(0xfe))
        #expect(Array(file[6..<18]) == Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1])
        #expect(Data(file).range(of: Data("Lavc".utf8)) == nil)
    }

    @Test("scaled up and down", arguments: [(30, 22), (31, 23), (128, 96)])
    func scales(_ width: Int, _ height: Int) throws {
        let encoder = try JPEGEncoder(width: 64, height: 48, outputWidth: width, outputHeight: height)
        let decoded = try decode(encode(encoder, gradient(64, 48), quality: 2))
        #expect(decoded.size == "\(width),\(height)")
        // A ramp scaled is the ramp of the other size, but for its steps and the phase of its first pixel.
        #expect(decibels(decoded.pixels, gradient(width, height)) > 30)
    }

    @Test(
        "colours come back",
        arguments: [[255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 0, 0], [255, 255, 255], [200, 120, 40]])
    func colours(_ colour: [UInt8]) throws {
        let encoder = try JPEGEncoder(width: 32, height: 32, outputWidth: 16, outputHeight: 16)
        let decoded = try decode(encode(encoder, picture(32, 32) { _, _ in colour }, quality: 2))
        let worst = decoded.pixels.enumerated().map { abs(Int($0.element) - Int(colour[$0.offset % 3])) }.max()
        #expect(try #require(worst) <= 3, "\(decoded.pixels.prefix(3))")
    }

    @Test("a file depends on its picture and step, not on what was encoded before")
    func forgets() throws {
        let pixels = gradient(64, 48)
        let encoder = try JPEGEncoder(width: 64, height: 48, outputWidth: 48, outputHeight: 36)
        for quality in [2, 9, 31] {
            let fresh = try JPEGEncoder(width: 64, height: 48, outputWidth: 48, outputHeight: 36)
            let wanted = try encode(fresh, pixels, quality: quality)
            for (seed, other) in zip(UInt64(2)..., [31, 2, 5, 12, 2, 31]) {
                // Easy and hard ones, and many: what control of the rate would notice.
                let before = seed % 2 == 0 ? noise(64, 48, seed: seed) : gradient(64, 48)
                for _ in 0..<20 { _ = try encode(encoder, before, quality: other) }
                #expect(try encode(encoder, pixels, quality: quality) == wanted)
            }
        }
    }

    @Test("files shrink with the quality step")
    func shrinks() throws {
        let encoder = try JPEGEncoder(width: 64, height: 48, outputWidth: 64, outputHeight: 48)
        let pixels = noise(64, 48, seed: 3)
        let sizes = try JPEGEncoder.qualities.map { try encode(encoder, pixels, quality: $0).count }
        #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 > $1 }, "\(sizes)")
    }

    @Test("a limit of bytes gives the best file within it")
    func limit() throws {
        let encoder = try JPEGEncoder(width: 64, height: 48, outputWidth: 64, outputHeight: 48)
        let pixels = noise(64, 48, seed: 4)
        let files = try JPEGEncoder.qualities.map { try encode(encoder, pixels, quality: $0) }
        for quality in [2, 3, 4, 17, 30, 31] {
            let file = files[quality - 2]
            #expect(try encode(encoder, pixels, maxBytes: file.count, best: 2) == file)
            let next = quality == 31 ? nil : files[quality - 1]
            #expect(try encode(encoder, pixels, maxBytes: file.count - 1, best: 2) == next)
        }
        #expect(try encode(encoder, pixels, maxBytes: .max) == files[1])
        #expect(try encode(encoder, pixels, maxBytes: .max, best: 31) == files[29])
        #expect(try encode(encoder, pixels, maxBytes: files[29].count - 1, best: 31) == nil)
        #expect(try encode(encoder, pixels, maxBytes: 0) == nil)
    }

    @Test("sizes that no file can have are refused", arguments: [0, -1, 65501, Int.max])
    func impossibleSizes(_ side: Int) {
        for index in 0..<4 {
            var sides = [16, 16, 16, 16]
            sides[index] = side
            let error = #expect(throws: FFmpegError.self) {
                try JPEGEncoder(width: sides[0], height: sides[1], outputWidth: sides[2], outputHeight: sides[3])
            }
            #expect(error?.code == .unsupported)
            #expect(error?.description.contains("\(side) pixels a side") == true)
        }
    }
}
