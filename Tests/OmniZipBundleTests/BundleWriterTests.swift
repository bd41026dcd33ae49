import OmniZipCore
import Testing

@testable import OmniZipBundle

@Suite struct BundleWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: TokenPrecision.allCases, [0, 1 << 20])
    func bundlesSurviveWritingAndReading(precision: TokenPrecision, memoryLimitBytes: Int) throws {
        let bundle = SampleBundles.sound()
        let path = folder.file("a.mp4.safetensors")
        let spool = try SampleBundles.spool(
            for: bundle, path: path, precision: precision, memoryLimitBytes: memoryLimitBytes)
        let bytes = try BundleWriter.write(bundle, tokens: spool, to: path)
        #expect(try folder.names() == ["a.mp4.safetensors"])
        #expect(try folder.bytes(of: "a.mp4.safetensors").count == bytes)

        let reader = try BundleReader(path: path)
        #expect(reader.bundle == bundle)
        #expect(reader.tokenType == precision.dtype)
        let rows = SampleBundles.rows(bundle.keptCount)
        let stored =
            precision == .bf16 ? rows.map { HalfPrecision.float(fromBFloat16: HalfPrecision.bfloat16Bits($0)) } : rows
        #expect(try reader.tokens().values == stored)
        #expect(try reader.tokens(rows: 2..<4) == Array(SampleBundles.rows(4)[12...]))
        #expect(throws: BundleError.self) { try reader.tokens(rows: 0..<bundle.keptCount + 1) }
        #expect(BundleVerifier.problems(path: path) == [])
    }

    @Test func missingStreamsAreEmptyTensors() throws {
        let names = try [SampleBundles.sound(content: .plan), SampleBundles.silent(), SampleBundles.audioOnly()].map {
            let path = folder.file("x")
            try BundleWriter.write($0, tokens: nil, to: path)
            let reader = try BundleReader(path: path)
            // NaN rates are not equal to themselves.
            #expect(reader.bundle.videoKeep == $0.videoKeep)
            #expect(reader.bundle.audioKeep == $0.audioKeep)
            #expect(reader.bundle.windows.map(\.patches) == $0.windows.map(\.patches))
            #expect(reader.bundle.windows.map(\.baseRate.isNaN) == $0.windows.map(\.baseRate.isNaN))
            #expect(reader.tokenRowCount == 0)
            #expect(try reader.tokens().rows == 0)
            return try SafetensorsReader(path: path).header.tensors.map(\.name)
        }
        #expect(names[0].count == 23)
        #expect(names[0] == names[1])
        #expect(names[0] == names[2])
    }

    @Test func fractionalPositionsAreF32() throws {
        var bundle = SampleBundles.sound(content: .plan)
        bundle.positions = .fractional((0..<234).map { Float($0) / 4 })
        bundle.metadata.nextPosition = 58.5
        let path = folder.file("x")
        try BundleWriter.write(bundle, tokens: nil, to: path)
        #expect(try BundleReader(path: path).bundle == bundle)
        #expect(try SafetensorsReader(path: path).tensor("position_ids").dtype == .f32)
    }

    @Test func theSameContentGivesTheSameBytes() throws {
        let bundle = SampleBundles.sound()
        for name in ["1", "2"] {
            let path = folder.file(name)
            let limit = name == "1" ? 0 : 1 << 20
            try BundleWriter.write(
                bundle, tokens: SampleBundles.spool(for: bundle, path: path, memoryLimitBytes: limit), to: path)
        }
        #expect(try folder.bytes(of: "1") == folder.bytes(of: "2"))
    }

    @Test func unsoundBundlesAreNotWritten() throws {
        let path = folder.file("x")
        try AtomicFile.write("old", to: path)
        var broken = SampleBundles.sound(content: .plan)
        broken.audioSaliency.removeLast()
        let sound = SampleBundles.sound()
        let plan = SampleBundles.sound(content: .plan)
        let short = try TokenSpool(rowCount: 3, dimension: SampleBundles.dimension, path: path)
        let empty = try TokenSpool(rowCount: sound.keptCount, dimension: SampleBundles.dimension, path: path)
        let cases: [(TokenBundle, TokenSpool?, String)] = [
            (broken, nil, "audio_saliency"), (sound, nil, "tokens are missing"), (plan, empty, "a plan has no tokens"),
            (sound, short, "tokens are 3 x 6"), (sound, empty, "0 of"),
        ]
        for (bundle, tokens, message) in cases {
            let error = #expect(throws: BundleError.self) {
                try BundleWriter.write(bundle, tokens: tokens, to: path)
            }
            #expect(error?.cause.contains(message) == true, "\(String(describing: error))")
        }
        #expect(try folder.names() == ["x"])
        #expect(try folder.bytes(of: "x") == Array("old".utf8))
    }

    @Test func pythonsSafetensorsReadsTheFile() throws {
        let bundle = SampleBundles.sound()
        let path = folder.file("x.safetensors")
        try BundleWriter.write(bundle, tokens: SampleBundles.spool(for: bundle, path: path), to: path)
        let script = """
            import json, sys
            import numpy as np
            from safetensors import safe_open
            from safetensors.numpy import load_file, save
            tensors = load_file(sys.argv[1])
            with safe_open(sys.argv[1], framework="np") as f:
                metadata = f.metadata()
            raw = open(sys.argv[1], "rb").read()
            ours = list(json.loads(raw[8:8 + int.from_bytes(raw[:8], "little")]))[1:]
            again = save(tensors, metadata={"k": "v"})
            theirs = list(json.loads(again[8:8 + int.from_bytes(again[:8], "little")]))[1:]
            assert ours == theirs, (ours, theirs)
            keep, modality = tensors["keep"], tensors["modality"]
            assert keep.dtype == bool and tensors["tokens"].dtype == np.float16
            assert tensors["tokens"].shape == (int(keep.sum()), 6)
            assert (keep[modality == 1] == tensors["video_keep"].ravel()).all()
            assert (keep[modality == 2] == tensors["audio_keep"]).all()
            assert tensors["position_ids"].shape == (3, len(keep))
            assert tensors["frame_index"].dtype == np.int64 and tensors["window_seconds"].dtype == np.float64
            sums = np.zeros(len(keep)); np.add.at(sums, tensors["merge_target"], tensors["merge_weight"])
            assert np.allclose(sums[np.unique(tensors["merge_target"])], 1, atol=1e-5)
            print(json.dumps([float(tensors["tokens"].astype(np.float64).sum()), metadata["source_name"],
                              json.loads(metadata["grid_thw"]), len(metadata)]))
            """
        let printed = try Python.run(script, arguments: [path])
        let total = SampleBundles.rows(bundle.keptCount).reduce(0) { $0 + Double($1) }
        #expect(printed == "[\(total), \"talk \\\"1\\\" \\u00e9.mp4\", [3, 4, 6], \(bundle.metadata.strings.count)]\n")
    }
}
