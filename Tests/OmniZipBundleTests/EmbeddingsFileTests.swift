import Foundation
import OmniZipCore
import OmniZipTestSupport
import Testing

@testable import OmniZipBundle

@Suite struct EmbeddingsFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The tensors of a small sound file: 3 patches of 1 x 2 cells, 4 audio tokens, D = 3.
    private struct Content {
        var tensors: [String: (dtype: SafetensorsDType, shape: [Int], values: [Float])] = [
            "audio_embeddings": (.f32, [4, 3], (0..<12).map { Float($0) }),
            "video_embeddings": (.f32, [6, 3], (0..<18).map { Float($0) / 4 }),
            "audio_saliency": (.f32, [4], [0.1, 0.2, 0.3, 0.4]),
        ]
        var modality: [UInt8]? = [1, 1, 2, 2, 1, 1, 1, 1, 2, 2]
        var windows: (audio: [Int32], patches: [Int32])?
        var metadata = ["grid_t": "3", "cells_h": "1", "cells_w": "2", "note": "x"]

        func write(to path: String) throws {
            var declarations = tensors.map { SafetensorsDeclaration($0.key, $0.value.dtype, $0.value.shape) }
            if let modality { declarations.append(.init("token_modality", .u8, [modality.count])) }
            if let windows {
                declarations.append(.init("window_audio", .i32, [windows.audio.count / 2, 2]))
                declarations.append(.init("window_patches", .i32, [windows.patches.count / 2, 2]))
            }
            let writer = try SafetensorsWriter(path: path, tensors: declarations, metadata: metadata)
            for (name, tensor) in tensors { try writer.write(converting: tensor.values, to: name) }
            if let modality { try writer.write(modality, to: "token_modality") }
            if let windows {
                try writer.write(windows.audio, to: "window_audio")
                try writer.write(windows.patches, to: "window_patches")
            }
            try writer.publish()
        }
    }

    private func read(_ change: (inout Content) -> Void = { _ in }) throws -> EmbeddingsFile {
        var content = Content()
        change(&content)
        try content.write(to: folder.file("x"))
        return try EmbeddingsFile(path: folder.file("x"))
    }

    @Test(arguments: [SafetensorsDType.f32, .f16, .bf16])
    func everyPrecisionIsRead(dtype: SafetensorsDType) throws {
        let file = try read { content in
            for name in content.tensors.keys { content.tensors[name]?.dtype = dtype }
            content.tensors["audio_saliency"]?.values = [0.125, 0.25, 0.5, 1]
        }
        #expect(file.audio.values == (0..<12).map { Float($0) })
        #expect(file.video.values == (0..<18).map { Float($0) / 4 })
        #expect(file.saliency == [0.125, 0.25, 0.5, 1])
        #expect(file.grid == CellGrid(height: 1, width: 2))
        #expect(file.dimension == 3)
    }

    @Test func windowsAreRunsOfVideoAndTheAudioAfterThem() throws {
        #expect(
            try read().windows == [TimeWindow(audio: 0..<2, patches: 0..<1), TimeWindow(audio: 2..<4, patches: 1..<3)])
        let leading = try read { $0.modality = [2, 1, 1, 2, 2, 1, 1, 2, 1, 1] }
        #expect(
            leading.windows == [
                TimeWindow(audio: 0..<1, patches: 0..<0), TimeWindow(audio: 1..<3, patches: 0..<1),
                TimeWindow(audio: 3..<4, patches: 1..<2), TimeWindow(audio: 4..<4, patches: 2..<3),
            ])
    }

    @Test func explicitWindowsMayHaveEmptyRanges() throws {
        let file = try read {
            $0.modality = nil
            $0.windows = ([0, 0, 0, 3, 3, 4], [0, 2, 2, 2, 2, 3])
        }
        #expect(file.windows.map(\.audio) == [0..<0, 0..<3, 3..<4])
        #expect(file.windows.map(\.patches) == [0..<2, 2..<2, 2..<3])
        #expect(file.modality == [1, 1, 1, 1, 2, 2, 2, 1, 1, 2])
        // With both, windows come from the ranges and the order from the modality.
        let both = try read { $0.windows = ([0, 4], [0, 3]) }
        #expect(both.windows.count == 1)
        #expect(both.modality == [1, 1, 2, 2, 1, 1, 1, 1, 2, 2])
    }

    @Test func aStreamMayBeMissing() throws {
        let silent = try read {
            $0.tensors["audio_embeddings"] = (.f32, [0, 3], [])
            $0.tensors["audio_saliency"] = (.f32, [0], [])
            $0.modality = [1, 1, 1, 1, 1, 1]
        }
        #expect(silent.windows == [TimeWindow(audio: 0..<0, patches: 0..<3)])
        let heard = try read {
            $0.tensors["video_embeddings"] = (.f32, [0, 3], [])
            $0.metadata["grid_t"] = "0"
            $0.modality = [2, 2, 2, 2]
        }
        #expect(heard.windows == [TimeWindow(audio: 0..<4, patches: 0..<0)])
    }

    private typealias Damage = (inout Content) -> Void

    @Test func errorsNameTheTensor() throws {
        let cases: [(tensor: String, message: String, damage: Damage)] = [
            ("audio_embeddings", "row 1, column 2 is nan", { $0.tensors["audio_embeddings"]?.values[5] = .nan }),
            ("video_embeddings", "row 5, column 0 is inf", { $0.tensors["video_embeddings"]?.values[15] = .infinity }),
            ("audio_saliency", "row 3, column 0 is -inf", { $0.tensors["audio_saliency"]?.values[3] = -.infinity }),
            ("audio_embeddings", "missing", { $0.tensors["audio_embeddings"] = nil }),
            ("video_embeddings", "missing", { $0.tensors["video_embeddings"] = nil }),
            ("audio_saliency", "missing", { $0.tensors["audio_saliency"] = nil }),
            ("audio_embeddings", "[12]", { $0.tensors["audio_embeddings"]?.shape = [12] }),
            ("audio_embeddings", "4 wide", { $0.tensors["audio_embeddings"]?.shape = [3, 4] }),
            ("video_embeddings", "[6, 3, 1]", { $0.tensors["video_embeddings"]?.shape = [6, 3, 1] }),
            ("video_embeddings", "no width", { $0.tensors["video_embeddings"] = (.f32, [6, 0], []) }),
            ("video_embeddings", "2 patches of 1 x 2", { $0.metadata["grid_t"] = "2" }),
            ("video_embeddings", "patches", { $0.metadata["cells_h"] = "4611686018427387904" }),
            ("audio_saliency", "[2, 2]", { $0.tensors["audio_saliency"]?.shape = [2, 2] }),
            ("audio_saliency", "3 values for 4", { $0.tensors["audio_saliency"] = (.f32, [3], [1, 2, 3]) }),
            ("token_modality", "other than 1", { $0.modality?[0] = 0 }),
            ("token_modality", "5 video and 5 audio", { $0.modality = [1, 1, 2, 2, 1, 1, 1, 2, 2, 2] }),
            ("token_modality", "splits a patch", { $0.modality = [1, 2, 1, 2, 1, 1, 1, 1, 2, 2] }),
            ("token_modality", "neither", { $0.modality = nil }),
            ("window_audio", "not 2", { $0.windows = ([0, 2, 3, 4], [0, 1, 1, 3]) }),
            ("window_patches", "not 1", { $0.windows = ([0, 2, 2, 4], [0, 1, 0, 3]) }),
            ("window_audio", "3 of 4", { $0.windows = ([0, 3], [0, 3]) }),
            ("window_patches", "2 of 3", { $0.windows = ([0, 4], [0, 2]) }),
            ("window_patches", "not [1, 2]", { $0.windows = ([0, 4], [0, 2, 2, 3]) }),
            ("window_audio", "range 0 is 4..<0", { $0.windows = ([4, 0], [0, 3]) }),
            ("window_audio", "range 0 is -1..<4", { $0.windows = ([-1, 4], [0, 3]) }),
        ]
        for (tensor, message, damage) in cases {
            let error = #expect(throws: BundleError.self) { try read(damage) }
            let text = "\(String(describing: error))"
            #expect(error?.operation == "read tensor \(tensor)", "\(text)")
            #expect(error?.cause.contains(message) == true, "\(message): \(text)")
            #expect(error?.path == folder.file("x"))
        }
    }

    @Test func unknownTypesAndKeysAreNamed() throws {
        var error = #expect(throws: BundleError.self) { try read { $0.metadata["cells_w"] = nil } }
        #expect(error?.cause == "the key cells_w is missing")
        error = #expect(throws: BundleError.self) { try read { $0.metadata["grid_t"] = "many" } }
        #expect(error?.cause.contains("grid_t") == true)

        let writer = try SafetensorsWriter(
            path: folder.file("y"),
            tensors: [
                .init("audio_embeddings", .f64, [1, 1]), .init("video_embeddings", .f32, [0, 1]),
                .init("audio_saliency", .f32, [1]),
            ], metadata: ["grid_t": "0", "cells_h": "0", "cells_w": "0"])
        try writer.write([Double(1)], to: "audio_embeddings")
        try writer.write([Float(1)], to: "audio_saliency")
        try writer.publish()
        error = #expect(throws: BundleError.self) { try EmbeddingsFile(path: folder.file("y")) }
        #expect(error?.description.contains("read tensor audio_embeddings: its dtype is F64") == true)
    }

    @Test(arguments: TokenPrecision.allCases)
    func filesSurviveWriting(precision: TokenPrecision) throws {
        let file = try read()
        try file.write(to: folder.file("again"), precision: precision)
        #expect(try EmbeddingsFile(path: folder.file("again")) == file)
    }

    @Test func goldenVectorsAreEmbeddingsFiles() throws {
        let golden = PackageRoot.url.appendingPathComponent("Tests/OmniZipCoreTests/Golden")
        var count = 0
        for set in ["omnizip", "omnizip_window"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: golden.appendingPathComponent(set).path)
            for name in names.sorted() {
                let file = try EmbeddingsFile(path: golden.appendingPathComponent("\(set)/\(name)").path)
                #expect(file.windows.last?.patches.upperBound == file.patchCount)
                #expect(file.windows.last?.audio.upperBound == file.audio.rows)
                #expect(file.modality.count == file.audio.rows + file.video.rows)
                count += 1
            }
        }
        #expect(count == 17)
    }
}
