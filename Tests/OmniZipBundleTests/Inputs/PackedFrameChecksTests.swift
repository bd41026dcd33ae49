import Testing

@testable import OmniZipBundle

/// Files whose inputs were damaged after they were written.
@Suite struct PackedFrameChecksTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A tensor in place of another.
    private typealias Change = (dtype: SafetensorsDType, shape: [Int], bytes: [UInt8])

    /// Writes a sound bundle with inputs once more, without some tensors and with others replaced.
    private func rewrite(
        _ storage: FrameStorage, without removed: [String] = [], _ changes: [String: Change] = [:]
    ) throws -> String {
        let path = folder.file("x")
        _ = try SampleInputs.write(storage, to: path)
        let reader = try SafetensorsReader(path: path)
        var declarations: [SafetensorsDeclaration] = []
        var data: [String: [UInt8]] = [:]
        for tensor in reader.header.tensors where !removed.contains(tensor.name) {
            if let change = changes[tensor.name] {
                declarations.append(.init(tensor.name, change.dtype, change.shape))
                data[tensor.name] = change.bytes
            } else {
                declarations.append(.init(tensor.name, tensor.dtype, tensor.shape))
                data[tensor.name] = try reader.bytes(of: tensor.name)
            }
        }
        let writer = try SafetensorsWriter(
            path: path, tensors: declarations, metadata: reader.header.metadata)
        for (name, bytes) in data { try writer.write(contentsOf: bytes[...], to: name, atByte: 0) }
        try writer.publish()
        return path
    }

    private func expectProblem(_ subject: String, _ message: String, _ path: String) {
        let problems = BundleVerifier.problems(path: path)
        #expect(
            problems.contains { $0.subject == subject && $0.message.contains(message) }, "\(subject): \(problems)")
        #expect(throws: BundleError.self) { try BundleReader(path: path) }
    }

    private func packed(_ heads: [[UInt8]]) -> Change {
        let bytes = heads.flatMap { $0 }
        return (.u8, [bytes.count], bytes)
    }

    @Test func everyFrameIsAPNGFileOfThePictureSize() throws {
        let heads = (0..<6).map { SampleInputs.head(extra: $0) }
        for (index, damage) in [(0, 0), (3, 12), (5, 19), (2, 25)] {
            var broken = heads
            broken[index][damage] ^= 1
            let path = try rewrite(.png, ["packed_frames": packed(broken)])
            expectProblem("packed_frames", "frame \(index) does not begin as a PNG file of 84 x 56", path)
        }
    }

    @Test func endsFillTheBytes() throws {
        let heads = (0..<6).map { SampleInputs.head(extra: $0) }
        expectProblem(
            "file", "188 bytes, but packed_frame_ends end at 189",
            try rewrite(.png, ["packed_frames": packed(heads.dropLast() + [heads[5].dropLast()])]))
        let short: [Int64] = [1, 2, 3, 4, 5, 189]
        let ends = short.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        expectProblem("packed_frames", "frame 0", try rewrite(.png, ["packed_frame_ends": (.i64, [6], ends)]))
        let negative = [UInt8](repeating: 0xFF, count: 48)
        expectProblem("file", "end at -1", try rewrite(.png, ["packed_frame_ends": (.i64, [6], negative)]))
    }

    @Test func shapesAndTypesAreChecked() throws {
        let pixels = [UInt8](repeating: 0, count: 6 * 56 * 84 * 3)
        expectProblem(
            "file", "its shape is [6, 84, 56, 3]", try rewrite(.raw, ["frames": (.u8, [6, 84, 56, 3], pixels)]))
        expectProblem("file", "its dtype is I8, not U8", try rewrite(.raw, ["frames": (.i8, [6, 56, 84, 3], pixels)]))
        let five = Array(pixels.prefix(5 * 56 * 84 * 3))
        expectProblem("frames", "5 frames, not 6", try rewrite(.raw, ["frames": (.u8, [5, 56, 84, 3], five)]))
        let halves = [UInt8](repeating: 0, count: 128 * 240 * 2)
        expectProblem("file", "its dtype is F16, not F32", try rewrite(.raw, ["log_mel": (.f16, [128, 240], halves)]))
        let nothing: [UInt8] = [0, 0, 0xC0, 0x7F]
        let numbers = nothing + [UInt8](repeating: 0, count: 128 * 240 * 4 - 4)
        expectProblem("log_mel", "a value is not finite", try rewrite(.raw, ["log_mel": (.f32, [128, 240], numbers)]))
    }

    @Test func oneMissingMemberIsAnError() throws {
        for name in BundleInputs.tensorNames {
            expectProblem("file", "it is missing", try rewrite(.raw, without: [name]))
        }
    }

    /// As version 0.1.0 wrote bundles before they could hold inputs.
    @Test func aBundleWithoutTheMembersIsSound() throws {
        let path = folder.file("x")
        let bundle = SampleBundles.sound()
        try BundleWriter.write(bundle, tokens: SampleBundles.spool(for: bundle, path: path), to: path)
        let reader = try SafetensorsReader(path: path)
        let old = reader.header.tensors.filter { !BundleInputs.tensorNames.contains($0.name) }
        let data = try old.map { try reader.bytes(of: $0.name) }
        let writer = try SafetensorsWriter(
            path: path, tensors: old.map { .init($0.name, $0.dtype, $0.shape) },
            metadata: reader.header.metadata.filter { $0.key != "frame_storage" })
        for (tensor, bytes) in zip(old, data) { try writer.write(contentsOf: bytes[...], to: tensor.name, atByte: 0) }
        try writer.publish()
        #expect(try BundleReader(path: path).bundle == bundle)
        #expect(BundleVerifier.problems(path: path) == [])
        var document = SampleBundles.document(of: bundle)
        document.inputs = nil
        try AtomicFile.write(CanonicalJSON.bytes(document, style: .indented), to: folder.file("x.json"))
        #expect(BundleVerifier.problems(path: path, documentPath: folder.file("x.json")) == [])
    }
}
