import Foundation
import OmniZipBundle
import OmniZipCore

/// What compressing a file of embeddings kept.
public struct EmbeddingsReport: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.embeddings-report/1"

    /// `omnizip.embeddings-report/1`.
    public let schema: String
    /// Where the result lies.
    public let output: String
    /// Behaviour that was computed.
    public let scope: CompressionScope
    /// Video tokens.
    public let video: TokenCount
    /// Audio tokens.
    public let audio: TokenCount
    /// Windows.
    public let windows: Int
    /// Entries of the merge table.
    public let merges: Int

    /// What was kept of one file.
    public init(
        output: String, scope: CompressionScope, video: TokenCount, audio: TokenCount, windows: Int, merges: Int
    ) {
        schema = Self.schema
        self.output = output
        self.scope = scope
        self.video = video
        self.audio = audio
        self.windows = windows
        self.merges = merges
    }
}

/// Applies OmniZip to tokens that a real model's encoders made.
public enum EmbeddingsCompressor {
    /// Compresses `input` and publishes the result at `outputPath`.
    ///
    /// - Throws: `CompressionError` for parameters that do not fit, `BundleError` if the file cannot be written.
    public static func compress(
        _ input: EmbeddingsFile, from inputPath: String, to outputPath: String, parameters: CompressionParameters,
        precision: TokenPrecision
    ) throws -> EmbeddingsReport {
        let result: CompressionResult
        do throws(CompressionError) {
            result = try OmniZip.compress(
                audio: input.audio, video: input.video, saliency: input.saliency, windows: input.windows,
                grid: input.grid, parameters: parameters)
        } catch {
            throw error.at(path: inputPath)
        }
        let merges = mergeTable(of: result, modality: input.modality)
        let compressed = CompressedEmbeddings(
            input: input, sourceName: URL(fileURLWithPath: inputPath).lastPathComponent,
            generatorVersion: ProgramVersion.current, parameters: parameters, audioKeep: result.audioKeep,
            videoKeep: result.videoKeep, audio: result.audio, video: result.video, audioVideoScore: result.audioScore,
            merges: merges, retention: result.retention, baseRate: result.baseRate, rate: result.rate)
        try compressed.write(to: outputPath, precision: precision)
        return EmbeddingsReport(
            output: outputPath, scope: parameters.scope, video: TokenCount(result.videoKeep),
            audio: TokenCount(result.audioKeep), windows: result.windows.count, merges: merges.count)
    }

    private static func mergeTable(of result: CompressionResult, modality: [UInt8]) -> MergeTable {
        var positions: [UInt8: [Int32]] = [1: [], 2: []]
        for (position, kind) in modality.enumerated() { positions[kind]?.append(Int32(position)) }
        var builder = MergeTable.Builder()
        builder.addRaw(result.anchorMerges, blockPositions: positions[2] ?? [])
        builder.addLinear(result.videoMerges, blockPositions: positions[1] ?? [])
        return builder.table()
    }
}
