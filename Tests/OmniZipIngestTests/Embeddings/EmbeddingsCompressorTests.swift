import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// Streamed from a file, tokens come out as from the whole clip in memory.
@Suite struct EmbeddingsCompressorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func kept(_ tokens: TokenMatrix, _ keep: [Bool]) -> [Float] {
        keep.indices.filter { keep[$0] }.flatMap { row in
            tokens.values[row * tokens.columns..<(row + 1) * tokens.columns]
        }
    }

    private func parameters(_ scope: CompressionScope, _ temporal: TemporalMode) -> CompressionParameters {
        CompressionParameters(
            rhoAudio: 0.6, rhoVideo: 0.5, contextualRatio: 0.2, mergeCount: 2, temporal: temporal, scope: scope)
    }

    @Test(arguments: CompressionScope.allCases, TemporalMode.allCases)
    func everyBitIsThatOfTheWholeClip(scope: CompressionScope, temporal: TemporalMode) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("EmbeddingsCompressorTests.everyBit seed \(seed)")
        let parameters = parameters(scope, temporal)
        for (round, dimension) in [1, 7, 16, 600].enumerated() {
            let file = try RandomEmbeddings.file(
                windows: 3 + round, dimension: dimension, seed: seed &+ UInt64(round))
            let whole = try OmniZip.compress(
                audio: file.audio, video: file.video, saliency: file.saliency, windows: file.windows, grid: file.grid,
                parameters: parameters)
            try file.write(to: folder.path("in.safetensors"))
            let report = try EmbeddingsCompressor(parameters: parameters)
                .compress(path: folder.path("in.safetensors"), to: folder.path("out.safetensors"))
            let reader = try SafetensorsReader(path: folder.path("out.safetensors"))
            let plan = try PruningPlan(path: folder.path("out.safetensors"))
            #expect(plan.videoKeep == whole.videoKeep && plan.audioKeep == whole.audioKeep, "seed \(seed)")
            #expect(plan.audioVideoScore == whole.audioScore && plan.modality == file.modality)
            #expect(try reader.floats(of: "video_tokens") == kept(whole.video, whole.videoKeep), "seed \(seed)")
            #expect(try reader.floats(of: "audio_tokens") == kept(whole.audio, whole.audioKeep), "seed \(seed)")
            #expect(report.video == TokenCount(whole.videoKeep) && report.merges == plan.merges.count)
            #expect(report.merges > 0)
        }
    }

    @Test(arguments: CompressionScope.allCases, TokenPrecision.allCases)
    func memoryAndFileGiveTheSameBytes(scope: CompressionScope, precision: TokenPrecision) throws {
        let file = try RandomEmbeddings.file(seed: 3)
        try file.write(to: folder.path("in.safetensors"), precision: precision)
        // What the file holds after rounding.
        let rounded = try EmbeddingsFile(path: folder.path("in.safetensors"))
        let compressor = EmbeddingsCompressor(parameters: parameters(scope, .merge), precision: precision)
        let streamed = try compressor.compress(path: folder.path("in.safetensors"), to: folder.path("a"))
        _ = try compressor.compress(rounded, named: "in.safetensors", to: folder.path("b"))
        #expect(try Data(contentsOf: folder.url("a")) == Data(contentsOf: folder.url("b")))
        #expect(try SafetensorsReader(path: folder.path("a")).tensor("video_tokens").dtype == precision.dtype)
        #expect(Set(streamed.timings.keys) == ["read", "compress", "compress_cpu", "write"])
        #expect(streamed.timings.values.allSatisfy { $0 >= 0 })
    }

    @Test func aBadValueInTheLastWindowLeavesNothing() throws {
        let file = try RandomEmbeddings.file(seed: 4)
        let path = folder.path("in.safetensors")
        try file.write(to: path)
        let reader = try SafetensorsReader(path: path)
        let tensor = try reader.tensor("video_embeddings")
        var bytes = try Data(contentsOf: folder.url("in.safetensors"))
        let end = bytes.count - reader.header.dataByteCount + tensor.byteRange.upperBound
        bytes.replaceSubrange(end - 4..<end, with: [0, 0, 0x80, 0x7F])
        try bytes.write(to: folder.url("in.safetensors"))
        for scope in CompressionScope.allCases {
            let failure = #expect(throws: EmbeddingsFailure.self) {
                try EmbeddingsCompressor(parameters: parameters(scope, .prune))
                    .compress(path: path, to: folder.path("out.safetensors"))
            }
            #expect(failure?.stage == .read)
            #expect(failure?.description.contains("row \(file.video.rows - 1), column 6 is inf") == true)
            #expect(folder.files() == ["in.safetensors"])
        }
    }

    @Test func parametersThatDoNotFitAreACompressionError() throws {
        try RandomEmbeddings.file(seed: 5).write(to: folder.path("in.safetensors"))
        let failure = #expect(throws: EmbeddingsFailure.self) {
            try EmbeddingsCompressor(parameters: CompressionParameters(rhoVideo: 0.1))
                .compress(path: folder.path("in.safetensors"), to: folder.path("out"))
        }
        let error = failure?.underlying as? CompressionError
        #expect(error?.code == .parameterOutOfRange && error?.path == folder.path("in.safetensors"))
        let line = failure.map { FailureLine(path: "in.safetensors", error: $0) }
        #expect(line?.stage == "compress" && line?.code == "parameter_out_of_range")
    }
}
