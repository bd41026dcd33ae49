import OmniZipCore

/// What `omnizip compress` writes: the pruning plan of an embeddings file and its kept tokens, one modality a tensor.
///
/// | tensor | dtype, shape | meaning |
/// |---|---|---|
/// | audio_tokens, video_tokens | F32 (option F16, BF16) [kept, D] | kept tokens, after consolidation |
/// | keep | BOOL [M] | kept positions of the block |
/// | modality | U8 [M] | 1 video, 2 audio |
/// | video_keep | BOOL [T, H, W] | |
/// | audio_keep | BOOL [A] | |
/// | audio_saliency, audio_video_score | F32 [A] | as in a bundle |
/// | merge_target, merge_source, merge_weight | I32, I32, F32 [K] | linear map in block positions, as in a bundle |
/// | window_patches, window_audio | I32 [N, 2] | half-open ranges |
/// | window_retention, window_base_rate, window_rate | F32 [N] | as in a bundle |
///
/// The r-th true of `video_keep` belongs to row r of `video_tokens`, and so for audio. Metadata: schema, generator,
/// generator_version, dimension, grid_t, cells_h, cells_w, source_name, and every parameter of the compression.
public struct CompressedEmbeddings: Sendable {
    /// The schema in the metadata.
    public static let schema = "omnizip.compressed/1"

    /// The input.
    public let input: EmbeddingsFile
    /// File name of the input.
    public let sourceName: String
    /// Version of the program.
    public let generatorVersion: String
    /// Every parameter of the compression.
    public let parameters: CompressionParameters
    /// Kept audio tokens. [A]
    public let audioKeep: [Bool]
    /// Kept video tokens. [T * H * W]
    public let videoKeep: [Bool]
    /// All audio tokens, consolidated. [A, D]
    public let audio: TokenMatrix
    /// All video tokens, consolidated. [T * H * W, D]
    public let video: TokenMatrix
    /// Largest cosine of each audio token to a video token of its window. [A]
    public let audioVideoScore: [Float]
    /// Consolidation, in block positions.
    public let merges: MergeTable
    /// Kept audio share of each window; NaN without audio. [N]
    public let retention: [Double]
    /// Video pruning rate before the budget; NaN where unguided. [N]
    public let baseRate: [Double]
    /// Video pruning rate after the budget. [N]
    public let rate: [Double]

    /// The result of compressing `input`.
    public init(
        input: EmbeddingsFile, sourceName: String, generatorVersion: String, parameters: CompressionParameters,
        audioKeep: [Bool], videoKeep: [Bool], audio: TokenMatrix, video: TokenMatrix, audioVideoScore: [Float],
        merges: MergeTable, retention: [Double], baseRate: [Double], rate: [Double]
    ) {
        self.input = input
        self.sourceName = sourceName
        self.generatorVersion = generatorVersion
        self.parameters = parameters
        self.audioKeep = audioKeep
        self.videoKeep = videoKeep
        self.audio = audio
        self.video = video
        self.audioVideoScore = audioVideoScore
        self.merges = merges
        self.retention = retention
        self.baseRate = baseRate
        self.rate = rate
    }

    /// Writes the file; it appears when it is complete.
    ///
    /// #### Errors
    /// `inconsistent` if the parts do not fit the input, `system` if the disk refuses.
    public func write(to path: String, precision: TokenPrecision = .f32) throws(BundleError) {
        let keep = try checkedKeep(path: path)
        let writer = try SafetensorsWriter(
            path: path, tensors: declarations(precision: precision), metadata: metadata)
        try writer.write(keep, to: "keep")
        try writer.write(input.modality, to: "modality")
        try writer.write(videoKeep, to: "video_keep")
        try writer.write(audioKeep, to: "audio_keep")
        try writer.write(input.saliency, to: "audio_saliency")
        try writer.write(audioVideoScore, to: "audio_video_score")
        try writer.write(merges.target, to: "merge_target")
        try writer.write(merges.source, to: "merge_source")
        try writer.write(merges.weight, to: "merge_weight")
        try writer.write(TensorRanges.values(input.windows.map(\.patches)), to: "window_patches")
        try writer.write(TensorRanges.values(input.windows.map(\.audio)), to: "window_audio")
        try writer.write(retention.map { Float($0) }, to: "window_retention")
        try writer.write(baseRate.map { Float($0) }, to: "window_base_rate")
        try writer.write(rate.map { Float($0) }, to: "window_rate")
        try writeRows(of: audio, keep: audioKeep, to: "audio_tokens", writer)
        try writeRows(of: video, keep: videoKeep, to: "video_tokens", writer)
        try writer.publish()
    }

    private func checkedKeep(path: String) throws(BundleError) -> [Bool] {
        let windows = input.windows.count
        let fits =
            audio.rows == input.audio.rows && video.rows == input.video.rows && audio.columns == input.dimension
            && video.columns == input.dimension && audioVideoScore.count == audio.rows
            && [retention.count, baseRate.count, rate.count].allSatisfy { $0 == windows }
        guard fits, audioKeep.count == audio.rows, videoKeep.count == video.rows,
            let keep = BlockMask.keep(modality: input.modality, videoKeep: videoKeep, audioKeep: audioKeep)
        else {
            throw BundleError(
                code: .inconsistent, operation: "write compressed tokens", path: path,
                cause: "masks, tokens and windows do not fit the input")
        }
        return keep
    }

    private func writeRows(
        of matrix: TokenMatrix, keep: [Bool], to name: String, _ writer: SafetensorsWriter
    ) throws(BundleError) {
        var row = 0
        for (index, isKept) in keep.enumerated() where isKept {
            let values = matrix.values[index * matrix.columns..<(index + 1) * matrix.columns]
            try writer.write(converting: values, to: name, atElement: row * matrix.columns)
            row += 1
        }
    }

    private var metadata: [String: String] {
        [
            "schema": Self.schema,
            "generator": "omnizip",
            "generator_version": generatorVersion,
            "dimension": String(input.dimension),
            "grid_t": String(input.patchCount),
            "cells_h": String(input.grid.height),
            "cells_w": String(input.grid.width),
            "source_name": sourceName,
        ].merging(parameters.metadataStrings) { own, _ in own }
    }

    private func declarations(precision: TokenPrecision) -> [SafetensorsDeclaration] {
        let windows = input.windows.count
        return [
            SafetensorsDeclaration("audio_tokens", precision.dtype, [BlockMask.trueCount(audioKeep), input.dimension]),
            SafetensorsDeclaration("video_tokens", precision.dtype, [BlockMask.trueCount(videoKeep), input.dimension]),
            SafetensorsDeclaration("keep", .bool, [input.modality.count]),
            SafetensorsDeclaration("modality", .u8, [input.modality.count]),
            SafetensorsDeclaration("video_keep", .bool, [input.patchCount, input.grid.height, input.grid.width]),
            SafetensorsDeclaration("audio_keep", .bool, [audioKeep.count]),
            SafetensorsDeclaration("audio_saliency", .f32, [audioKeep.count]),
            SafetensorsDeclaration("audio_video_score", .f32, [audioKeep.count]),
            SafetensorsDeclaration("merge_target", .i32, [merges.count]),
            SafetensorsDeclaration("merge_source", .i32, [merges.count]),
            SafetensorsDeclaration("merge_weight", .f32, [merges.count]),
            SafetensorsDeclaration("window_patches", .i32, [windows, 2]),
            SafetensorsDeclaration("window_audio", .i32, [windows, 2]),
            SafetensorsDeclaration("window_retention", .f32, [windows]),
            SafetensorsDeclaration("window_base_rate", .f32, [windows]),
            SafetensorsDeclaration("window_rate", .f32, [windows]),
        ]
    }
}
