import OmniZipCore
import Testing

@testable import OmniZipBundle

/// Thousands of damaged files: every one is read completely or refused with an error.
@Suite struct HostileFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func soundFile() throws -> [UInt8] {
        let bundle = SampleBundles.sound()
        let path = folder.file("sound")
        try BundleWriter.write(bundle, tokens: SampleBundles.spool(for: bundle, path: path), to: path)
        return try folder.bytes(of: "sound")
    }

    private func embeddings() throws -> [UInt8] {
        let file = try EmbeddingsFile(
            audio: TokenMatrix(rows: 4, columns: 3), video: TokenMatrix(rows: 6, columns: 3),
            saliency: [1, 2, 3, 4], patchCount: 3, grid: CellGrid(height: 1, width: 2),
            windows: nil, modality: [1, 1, 2, 2, 1, 1, 1, 1, 2, 2])
        try file.write(to: folder.file("embeddings"))
        return try folder.bytes(of: "embeddings")
    }

    private func compressed() throws -> [UInt8] {
        try SamplePlans.write(SamplePlans.sound(), to: folder.file("compressed"))
        return try folder.bytes(of: "compressed")
    }

    /// Reads whatever a file offers. Returns whether its header was accepted.
    private func exercise(_ bytes: [UInt8]) throws -> Bool {
        let path = try folder.put(bytes, as: "damaged")
        _ = BundleVerifier.problems(path: path)
        _ = try? BundleReader(path: path).tokens()
        _ = try? EmbeddingsFile(path: path)
        _ = try? EmbeddingRows(path: path).grid()
        _ = try? PruningPlan(path: path)
        guard let reader = try? SafetensorsReader(path: path) else { return false }
        for tensor in reader.header.tensors {
            let read = try reader.bytes(of: tensor.name)
            #expect(read.count == tensor.byteRange.count)
        }
        let start = bytes.count - reader.header.dataByteCount
        #expect(start >= 8)
        return true
    }

    @Test func damagedBytesNeverTrap() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("HostileFileTests.damagedBytes seed \(seed)")
        var random = SplitMix(seed: seed)
        let sound = try soundFile()
        let embeddings = try embeddings()
        let compressed = try compressed()
        var accepted = 0
        for round in 0..<2000 {
            var bytes = [sound, embeddings, compressed][round % 3]
            let header = 8 + bytes.prefix(2).reversed().reduce(0) { $0 << 8 | Int($1) }
            let region = random.next() % 3 == 0 ? header..<bytes.count : 0..<header
            for _ in 0...Int(random.next() % 4) {
                bytes[Int.random(in: region, using: &random)] = UInt8(truncatingIfNeeded: random.next())
            }
            accepted += try exercise(bytes) ? 1 : 0
        }
        // Damage of the data alone leaves a sound header, damage of the header mostly does not.
        #expect(accepted > 300 && accepted < 1900, "seed \(seed)")
    }

    @Test func everyCutIsRefused() throws {
        for bytes in [try soundFile(), try embeddings(), try compressed()] {
            for length in stride(from: 0, to: bytes.count, by: 7) {
                let isAccepted = try exercise(Array(bytes.prefix(length)))
                #expect(!isAccepted, "cut at \(length)")
            }
            let isAccepted = try exercise(bytes + [0])
            #expect(!isAccepted)
        }
    }

    /// Numbers, words and brackets of the header are exchanged, so that more damage passes the first checks.
    @Test func exchangedWordsNeverTrap() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("HostileFileTests.exchangedWords seed \(seed)")
        var random = SplitMix(seed: seed)
        let words = [
            "0", "1", "2", "3", "6", "18", "60", "78", "-1", "2147483648", "4294967296", "9223372036854775807",
            "18446744073709551616", "[]", "[0,0]", "{}", "null", "\"F32\"", "\"BOOL\"", "\"U8\"", "\"I64\"", "\"\"",
            "nan", "1e400", "[[[[", "\\u0000", "video_keep", "keep", "tokens", ",", ":", "omnizip.bundle/1",
        ]
        for round in 0..<2000 {
            let sound = round % 2 == 0 ? try soundHeader() : try embeddingsHeader()
            var text = sound.json
            for _ in 0...Int(random.next() % 3) { text = exchange(text, words, &random) }
            let json = Array(text.utf8)
            let length = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
            _ = try exercise(length + json + sound.data)
        }
    }

    private func soundHeader() throws -> (json: String, data: [UInt8]) { try split(cached.sound ?? soundFile()) }
    private func embeddingsHeader() throws -> (json: String, data: [UInt8]) {
        try split(cached.embeddings ?? embeddings())
    }
    private var cached: (sound: [UInt8]?, embeddings: [UInt8]?) {
        (try? folder.bytes(of: "sound"), try? folder.bytes(of: "embeddings"))
    }

    private func split(_ bytes: [UInt8]) throws -> (json: String, data: [UInt8]) {
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        return (String(decoding: bytes[8..<8 + length], as: UTF8.self), Array(bytes[(8 + length)...]))
    }

    /// Replaces one run of digits or letters by a word.
    private func exchange(_ text: String, _ words: [String], _ random: inout SplitMix) -> String {
        let bytes = Array(text.utf8)
        func isWord(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F
        }
        var start = Int.random(in: 0..<bytes.count, using: &random)
        while start > 0, isWord(bytes[start - 1]) { start -= 1 }
        var end = start
        while end < bytes.count, isWord(bytes[end]) { end += 1 }
        if end == start { end = min(start + 1, bytes.count) }
        let word = words[Int.random(in: 0..<words.count, using: &random)]
        return String(decoding: bytes[..<start] + Array(word.utf8) + bytes[end...], as: UTF8.self)
    }
}
