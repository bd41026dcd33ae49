import Foundation
import OmniZipFFmpeg
import OmniZipTestSupport
import Testing

@Suite struct PNGEncoderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func noise(_ width: Int, _ height: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private func smooth(_ width: Int, _ height: Int) -> [UInt8] {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                pixels.append(UInt8(x * 255 / width))
                pixels.append(UInt8(y * 255 / height))
                pixels.append(UInt8((x + y) % 256))
            }
        }
        return pixels
    }

    private func encode(_ encoder: PNGEncoder, _ pixels: [UInt8]) throws -> [UInt8] {
        try pixels.withUnsafeBufferPointer { buffer throws(FFmpegError) in try encoder.encode(buffer) }
    }

    /// The names of a file's chunks.
    private func chunks(_ file: [UInt8]) -> [String] {
        var (names, place) = ([String](), 8)
        while place + 12 <= file.count {
            let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            names.append(String(decoding: file[place + 4..<place + 8], as: UTF8.self))
            place += 12 + length
        }
        return names
    }

    @Test("the ffmpeg program reads the same pixels", arguments: [(64, 48), (65, 47), (448, 252), (1, 1)])
    func nothingIsLost(_ width: Int, _ height: Int) throws {
        let encoder = try PNGEncoder(width: width, height: height)
        for pixels in [smooth(width, height), noise(width, height, seed: 3)] {
            let path = try folder.write(Data(try encode(encoder, pixels)), to: "picture.png").path
            let size = try FFmpegTool.probe(["-show_entries", "stream=width,height", "-of", "csv=p=0", path])
            #expect(size == "\(width),\(height)")
            let read = try FFmpegTool.run(["-i", path, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"])
            #expect([UInt8](read) == pixels)
        }
    }

    @Test("Python reads the same pixels")
    func pythonReadsThem() throws {
        let pixels = noise(31, 17, seed: 9)
        let file = try encode(PNGEncoder(width: 31, height: 17), pixels)
        // PNG by hand: zlib and the five filters, so that no package is needed.
        let program = """
            import sys, zlib
            data = open(sys.argv[1], "rb").read()
            place, packed = 8, b""
            while place < len(data):
                n = int.from_bytes(data[place:place + 4], "big")
                if data[place + 4:place + 8] == b"IDAT":
                    packed += data[place + 8:place + 8 + n]
                place += 12 + n
            rows, above = [], bytes(93)
            flat = zlib.decompress(packed)
            for y in range(17):
                kind, row = flat[94 * y], bytearray(flat[94 * y + 1:94 * y + 94])
                for x in range(93):
                    a, b, c = (row[x - 3] if x > 2 else 0), above[x], (above[x - 3] if x > 2 else 0)
                    paeth = min((a, b, c), key=lambda v: abs(a + b - c - v))
                    row[x] = (row[x] + (0, a, b, (a + b) // 2, paeth)[kind]) % 256
                rows.append(bytes(row))
                above = row
            print(b"".join(rows).hex())
            """
        let path = try folder.write(Data(file), to: "picture.png").path
        let read = try PythonTool.run(program, arguments: [path])
        #expect(
            read.trimmingCharacters(in: .whitespacesAndNewlines) == pixels.map { String(format: "%02x", $0) }.joined())
    }

    @Test("a file holds its picture and nothing else")
    func holdsThePictureOnly() throws {
        let file = try encode(PNGEncoder(width: 20, height: 10), smooth(20, 10))
        #expect(file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(Set(chunks(file)) == ["IHDR", "pHYs", "IDAT", "IEND"])
    }

    @Test("bytes depend on the picture alone, not on what came before")
    func dependsOnThePictureAlone() throws {
        let encoder = try PNGEncoder(width: 40, height: 30)
        let first = try encode(encoder, smooth(40, 30))
        _ = try encode(encoder, noise(40, 30, seed: 1))
        #expect(try encode(encoder, smooth(40, 30)) == first)
        #expect(try encode(PNGEncoder(width: 40, height: 30), smooth(40, 30)) == first)
    }

    @Test("sides that no picture has are errors", arguments: [(0, 4), (4, 0), (-1, 4), (65536, 1)])
    func impossibleSides(_ width: Int, _ height: Int) {
        let error = #expect(throws: FFmpegError.self) { try PNGEncoder(width: width, height: height) }
        #expect(error?.code == .unsupported)
    }
}
