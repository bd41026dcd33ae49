import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

/// Bundles that were cut short or changed, given to `inspect` and `verify`.
@Suite struct BadBundleTests {
    private let folder: TemporaryFolder
    private let bundle: URL

    init() throws {
        folder = try TemporaryFolder()
        bundle = try folder.write(try SampleRuns.quickPair()[0].bytes("silent.mp4.safetensors"), to: "a.safetensors")
    }

    /// Both commands refuse the file: inspect with 65 and a sentence, verify with 1 and a finding.
    private func expectRefused(_ message: String) throws {
        let inspected = try BuiltProgram.run(["inspect", bundle.path])
        #expect(inspected.exitCode == 65, "\(inspected)")
        #expect(inspected.errors.hasPrefix("omnizip: \(bundle.path): "))
        #expect(inspected.errors.contains(message), "\(inspected.errors)")
        #expect(inspected.output.isEmpty)
        let verified = try BuiltProgram.run(["verify", bundle.path])
        #expect(verified.exitCode == 1, "\(verified)")
        #expect(verified.output.contains(message), "\(verified)")
        #expect(verified.output.hasSuffix(" problems\n") && verified.errors.isEmpty)
    }

    @Test(arguments: [0, 7, 8, 100, 3000, 20000])
    func cutShort(length: Int) throws {
        let bytes = try Data(contentsOf: bundle)
        #expect(bytes.count > 20000)
        try bytes.prefix(length).write(to: bundle)
        try expectRefused("read header: ")
    }

    @Test func withTrailingBytes() throws {
        try (try Data(contentsOf: bundle) + Data([0])).write(to: bundle)
        try expectRefused("read header: ")
    }

    @Test(arguments: [
        "keep": [0, 1_000_000_000], "tokens": [-8, 100], "window_rate": [64, 32], "modality": [Int.max - 8, Int.max],
    ])
    func withLyingOffsets(tensor: String, offsets: [Int]) throws {
        let file = try SafetensorsFile(path: bundle.path)
        var header = file.header
        var entry = try #require(header[tensor] as? [String: Any])
        entry["data_offsets"] = offsets
        header[tensor] = entry
        try file.replacingHeader(header).write(to: bundle)
        try expectRefused("read header: ")
    }

    @Test func withAShapeThatIsTooLarge() throws {
        let file = try SafetensorsFile(path: bundle.path)
        var header = file.header
        var entry = try #require(header["keep"] as? [String: Any])
        entry["shape"] = [Int.max, 4]
        header["keep"] = entry
        try file.replacingHeader(header).write(to: bundle)
        try expectRefused("read header: ")
    }

    @Test func withAMaskThatDisagrees() throws {
        let file = try SafetensorsFile(path: bundle.path)
        var bytes = file.bytes
        bytes[try file.dataStart(of: "keep")] ^= 1
        try Data(bytes).write(to: bundle)
        try expectRefused("keep")
    }

    @Test(arguments: ["schema", "seconds_per_grid", "grid_thw"])
    func withoutAKeyOfItsMetadata(key: String) throws {
        let file = try SafetensorsFile(path: bundle.path)
        var header = file.header
        var metadata = try #require(header["__metadata__"] as? [String: Any])
        metadata[key] = nil
        header["__metadata__"] = metadata
        try file.replacingHeader(header).write(to: bundle)
        try expectRefused("the key \(key) is missing")
    }

    @Test func whatIsNoBundle() throws {
        let path = try SampleClips.path("silent.mp4")
        let result = try BuiltProgram.run(["inspect", path])
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("it is not a safetensors file, or it was cut"))
        let missing = try BuiltProgram.run(["inspect", folder.path("missing")])
        #expect(missing.exitCode == 65 && missing.errors.contains("No such file or directory"))
        #expect(try BuiltProgram.run(["inspect", folder.path]).errors.contains("not a regular file"))
    }

    @Test func verifyFindsWhatWasChangedInADataset() throws {
        let source = try SampleRuns.quickPair()[0].folder
        let dataset = folder.url("dataset")
        try FileManager.default.copyItem(at: source, to: dataset)
        func expectFinding(_ path: String, _ problem: String) throws {
            let result = try BuiltProgram.run(["verify", dataset.path])
            #expect(result.exitCode == 1)
            #expect(result.output.contains("\(path): \(problem)"), "\(result)")
        }
        let name = "silent.mp4.safetensors"
        let place = dataset.appendingPathComponent(name)
        let sound = try Data(contentsOf: place)
        // A last bit of a token: every rule holds, only the digest tells.
        var changed = [UInt8](sound)
        let file = try SafetensorsFile(path: place.path)
        changed[try file.dataStart(of: "tokens")] ^= 1
        try Data(changed).write(to: place)
        try expectFinding(name, "its SHA-256 differs from the manifest: make it again")
        try FileManager.default.removeItem(at: place)
        try expectFinding(name, "file: open: No such file or directory")
        try sound.write(to: place)
        try sound.write(to: dataset.appendingPathComponent("stray.safetensors"))
        try expectFinding("stray.safetensors", "is not listed in manifest.jsonl")
        try FileManager.default.removeItem(at: dataset.appendingPathComponent("stray.safetensors"))
        try Data("{}".utf8).write(to: dataset.appendingPathComponent("silent.mp4.json"))
        try expectFinding(name, "document: read document: the document lacks schema")
        try Data("no line\n".utf8).write(to: dataset.appendingPathComponent("manifest.jsonl"))
        try expectFinding("manifest.jsonl", "line 1: ")
        try FileManager.default.removeItem(at: dataset.appendingPathComponent("manifest.jsonl"))
        let result = try BuiltProgram.run(["verify", dataset.path])
        #expect(result.exitCode == 65 && result.errors.contains("manifest.jsonl"), "\(result)")
    }
}
