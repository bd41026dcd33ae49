import OmniZipCore
import Testing

@testable import OmniZipBundle

@Suite struct BundleVerifierTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func soundBundlesHaveNoProblems() {
        for bundle in [SampleBundles.sound(), SampleBundles.silent(), SampleBundles.audioOnly()] {
            #expect(BundleVerifier.problems(in: bundle) == [])
        }
    }

    typealias Damage = @Sendable (inout TokenBundle) -> Void
    static let damages: [(subject: String, damage: Damage)] = [
        ("video_keep", { $0.patchCount = 4 }), ("video_keep", { $0.grid = CellGrid(height: .max, width: .max) }),
        ("video_keep", { $0.patchCount = -1 }), ("modality", { $0.modality[3] = 0 }),
        ("modality", { $0.modality[3] = 2 }), ("modality", { $0.modality.removeLast() }),
        ("position_ids", { $0.positions = .integer([]) }),
        ("position_ids", { $0.positions = .integer([Int32](repeating: -1, count: 234)) }),
        ("position_ids", { $0.positions = .fractional([Float](repeating: .nan, count: 234)) }),
        ("audio_saliency", { $0.audioSaliency[0] = .nan }), ("audio_saliency", { $0.audioSaliency = [] }),
        ("audio_video_score", { $0.audioVideoScore[59] = .infinity }),
        ("merge_target", { $0.merges = MergeTable(target: [0], source: [], weight: [1]) }),
        ("merge_target", { $0.merges = MergeTable(target: [1], source: [1], weight: [1]) }),
        ("merge_target", { $0.merges = MergeTable(target: [-1], source: [0], weight: [1]) }),
        ("merge_target", { $0.merges = MergeTable(target: [.max], source: [0], weight: [1]) }),
        ("merge_target", { $0.merges = MergeTable(target: [3, 0], source: [3, 0], weight: [1, 1]) }),
        ("merge_source", { $0.merges = MergeTable(target: [0, 0], source: [0, 78], weight: [0.5, 0.5]) }),
        ("merge_source", { $0.merges = MergeTable(target: [0, 0], source: [0, -1], weight: [0.5, 0.5]) }),
        ("merge_source", { $0.merges = MergeTable(target: [0, 0], source: [1, 0], weight: [0.5, 0.5]) }),
        ("merge_weight", { $0.merges = MergeTable(target: [0, 0], source: [0, 1], weight: [0.5, 0.5001]) }),
        ("merge_weight", { $0.merges = MergeTable(target: [0], source: [0], weight: [.nan]) }),
        // Kept, of the other modality, given to two targets, given to one target twice.
        ("merge_source", { $0.merges = MergeTable(target: [0, 0], source: [0, 3], weight: [0.5, 0.5]) }),
        ("merge_source", { $0.merges = MergeTable(target: [0, 0], source: [0, 13], weight: [0.5, 0.5]) }),
        (
            "merge_source",
            { $0.merges = MergeTable(target: [0, 0, 3, 3], source: [0, 1, 3, 1], weight: [0.5, 0.5, 0.5, 0.5]) }
        ),
        (
            "merge_source",
            { $0.merges = MergeTable(target: [0, 0, 0], source: [0, 1, 1], weight: [0.5, 0.25, 0.25]) }
        ),
        ("video_keep", { $0.videoKeep[17] = false }), ("video_keep", { $0.videoKeep[1] = true }),
        ("video_keep", { $0.metadata.parameters.rhoVideo = 0.5 }),
        ("video_keep", { $0.metadata.parameters.rhoVideo = .nan }),
        ("window_patches", { $0.windows[1].patches = 1..<3 }), ("window_patches", { $0.windows[1].patches = 2..<2 }),
        ("window_patches", { $0.windows.removeLast() }), ("window_audio", { $0.windows[0].audio = 0..<49 }),
        ("window_audio", { $0.windows[1].audio = 50..<61 }), ("window_seconds", { $0.windows[1].seconds = -1..<4 }),
        ("window_seconds", { $0.windows[1].seconds = 2..<Double.infinity }),
        ("window_rate", { $0.windows[0].rate = .nan }), ("window_rate", { $0.windows[0].rate = 1.5 }),
        ("window_retention", { $0.windows[0].retention = .nan }),
        ("window_retention", { $0.windows[0].retention = -0.1 }),
        ("window_base_rate", { $0.windows[0].baseRate = .nan }), ("frame_index", { $0.frameIndex[2] = 1 }),
        ("frame_index", { $0.frameIndex[0] = -1 }), ("frame_index", { ($0.frameIndex, $0.frameSeconds) = ([], []) }),
        (
            "frame_index",
            { ($0.frameIndex, $0.frameSeconds) = ($0.frameIndex.dropLast(2), $0.frameSeconds.dropLast(2)) }
        ),
        ("frame_index", { ($0.frameIndex, $0.frameSeconds) = ($0.frameIndex + [60], $0.frameSeconds + [2]) }),
        ("frame_seconds", { $0.frameSeconds[2] = 0 }), ("frame_seconds", { $0.frameSeconds[5] = .nan }),
        ("frame_seconds", { $0.frameSeconds.removeLast() }), ("grid_thw", { $0.metadata.gridTHW = [3, 2, 3] }),
        ("grid_thw", { $0.metadata.gridTHW = [] }), ("dimension", { $0.metadata.dimension = 0 }),
        ("source_sha256", { $0.metadata.sourceSHA256 = "abc" }),
        ("config_sha256", { $0.metadata.configSHA256 = String(repeating: "A", count: 64) }),
        ("sampling", { $0.metadata.sampling = "random" }), ("timing", { $0.metadata.timing = "false" }),
    ]

    @Test(arguments: damages.indices)
    func everyBrokenRuleIsNamed(index: Int) {
        var bundle = SampleBundles.sound()
        Self.damages[index].damage(&bundle)
        let subjects = BundleVerifier.problems(in: bundle).map(\.subject)
        #expect(subjects.contains(Self.damages[index].subject), "\(subjects)")
    }

    @Test func anOddNumberOfFramesFillsTheLastPatchHalf() {
        var bundle = SampleBundles.sound()
        bundle.frameIndex.removeLast()
        bundle.frameSeconds.removeLast()
        #expect(BundleVerifier.problems(in: bundle) == [])
    }

    /// The released rule misses its own budget.
    @Test func scopeReleasedHasNoBudget() {
        var bundle = SampleBundles.sound()
        bundle.metadata.parameters.scope = .released
        bundle.videoKeep[17] = false
        #expect(BundleVerifier.problems(in: bundle) == [])
    }

    @Test func aBrokenMergeRuleNamesTheEntryAndThePosition() {
        var bundle = SampleBundles.sound()
        bundle.merges = MergeTable(
            target: [0, 0, 3, 3, 3], source: [0, 1, 3, 1, 6], weight: [0.5, 0.5, 0.25, 0.25, 0.5])
        let problems = BundleVerifier.problems(in: bundle).map(\.description)
        #expect(
            problems == [
                "merge_source: entry 3: position 1 is merged twice", "merge_source: entry 4: position 6 is kept",
            ])
    }

    /// A file taken apart.
    private struct Parts {
        var tensors: [SafetensorsDeclaration]
        var data: [String: [UInt8]]
        var metadata: [String: String]

        mutating func declare(_ name: String, _ dtype: SafetensorsDType, _ shape: [Int]) {
            tensors = tensors.map { $0.name == name ? SafetensorsDeclaration(name, dtype, shape) : $0 }
        }
    }

    /// Writes a sound bundle with some of its parts changed.
    private func rewrite(_ change: (inout Parts) -> Void) throws -> String {
        let bundle = SampleBundles.sound()
        let path = folder.file("x")
        try BundleWriter.write(bundle, tokens: SampleBundles.spool(for: bundle, path: path), to: path)
        let reader = try SafetensorsReader(path: path)
        let tensors = reader.header.tensors
        var parts = Parts(
            tensors: tensors.map { SafetensorsDeclaration($0.name, $0.dtype, $0.shape) },
            data: try Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, try reader.bytes(of: $0.name)) }),
            metadata: reader.header.metadata)
        change(&parts)
        let writer = try SafetensorsWriter(path: path, tensors: parts.tensors, metadata: parts.metadata)
        for tensor in parts.tensors {
            try writer.write(contentsOf: (parts.data[tensor.name] ?? [])[...], to: tensor.name, atByte: 0)
        }
        try writer.publish()
        return path
    }

    private static let fileDamages: [(subject: String, change: @Sendable (inout Parts) -> Void)] = [
        ("keep", { $0.data["keep"]?[0] = 0 }),
        ("tokens", { $0.data["tokens"]?.replaceSubrange(0..<2, with: [0, 0x7C]) }),
        ("extra", { $0.tensors.append(.init("extra", .u8, [0])) }),
        (
            "tokens",
            {
                $0.declare("tokens", .f16, [0, 6])
                $0.data["tokens"] = []
            }
        ),
        ("tokens", { $0.metadata["content"] = "plan" }),
        ("tokens", { $0.declare("tokens", .i16, [52, 6]) }),
        ("file", { $0.tensors.removeAll { $0.name == "merge_weight" } }),
        ("file", { $0.declare("audio_keep", .u8, [60]) }),
        ("file", { $0.declare("audio_keep", .bool, [30, 2]) }),
        ("file", { $0.declare("position_ids", .i32, [78, 3]) }),
        ("file", { $0.data["keep"]?[0] = 2 }),
        ("file", { $0.data["window_patches"]?.replaceSubrange(0..<4, with: [9, 0, 0, 0]) }),
        ("file", { $0.data["window_seconds"]?.replaceSubrange(6..<8, with: [0xF8, 0x7F]) }),
        ("file", { $0.metadata["schema"] = "omnizip.bundle/9" }),
    ]

    @Test func rulesOfTheFileAreChecked() throws {
        for (index, (subject, change)) in Self.fileDamages.enumerated() {
            let path = try rewrite(change)
            let problems = BundleVerifier.problems(path: path)
            #expect(problems.map(\.subject).contains(subject), "case \(index): \(problems)")
            let error = #expect(throws: BundleError.self) { try BundleReader(path: path) }
            #expect(error?.path == path)
        }
    }

    @Test func documentsMustAgreeWithTheirBundle() throws {
        let bundle = SampleBundles.sound()
        let path = folder.file("a.safetensors")
        try BundleWriter.write(bundle, tokens: SampleBundles.spool(for: bundle, path: path), to: path)
        func problems(_ change: (inout BundleDocument) -> Void) throws -> [String] {
            var document = SampleBundles.document(of: bundle)
            change(&document)
            try AtomicFile.write(CanonicalJSON.bytes(document, style: .indented), to: folder.file("a.json"))
            return BundleVerifier.problems(path: path, documentPath: folder.file("a.json")).map(\.message)
        }
        #expect(try problems { _ in } == [])
        #expect(try problems { $0.counts.video.kept += 1 }.count == 1)
        #expect(try problems { $0.source.bytes = 1 }.first?.hasPrefix("source.bytes is 1") == true)
        #expect(try problems { $0.windows[0].rate = 0.5 }.count == 1)
        #expect(try problems { $0.schema = "x" }.count == 1)
        #expect(try problems { $0.cost.full.tokens = 0 }.count == 1)
        try AtomicFile.write("{}", to: folder.file("a.json"))
        let broken = BundleVerifier.problems(path: path, documentPath: folder.file("a.json"))
        #expect(broken.first?.message.contains("lacks") == true)
        #expect(BundleVerifier.problems(path: path, documentPath: folder.file("none")).count == 1)
    }
}
