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
/// generator_version, dimension, grid_t, cells_h, cells_w, source_name, every parameter of the compression, plan_name where
/// the plan is another file's, and method where its tokens were not chosen by OmniZip.
public struct CompressedEmbeddings: Sendable {
    /// The schema in the metadata.
    public static let schema = "omnizip.compressed/1"

    /// What was kept, and what was merged into it.
    public let plan: PruningPlan
    /// File name of the input.
    public let sourceName: String
    /// File name of the plan, where it is another file's.
    public let planName: String?
    /// Version of the program.
    public let generatorVersion: String

    /// The result of compressing the file called `sourceName`.
    public init(plan: PruningPlan, sourceName: String, planName: String? = nil, generatorVersion: String) {
        self.plan = plan
        self.sourceName = sourceName
        self.planName = planName
        self.generatorVersion = generatorVersion
    }

    /// Whether a file of this form lies at `path`: what an earlier call wrote, and another one may replace.
    public static func lies(at path: String) -> Bool {
        (try? SafetensorsReader(path: path))?.header.metadata["schema"] == schema
    }

    /// Writes the file; it appears when it is complete.
    ///
    /// - Parameter tokens: kept tokens after consolidation, first those of video, then those of audio.
    ///
    /// #### Errors
    /// `inconsistent` if plan and tokens do not fit each other, `system` if the disk refuses.
    public func write(to path: String, tokens: TokenSpool) throws(BundleError) {
        let video = plan.keptCount(of: .video)
        let audio = plan.keptCount(of: .audio)
        guard let keep = plan.keep, tokens.rowCount == video + audio else {
            throw BundleError(
                code: .inconsistent, operation: "write compressed tokens", path: path,
                cause: "the masks keep \(video) + \(audio) tokens, there are \(tokens.rowCount)")
        }
        let writer = try SafetensorsWriter(
            path: path, tensors: declarations(dimension: tokens.dimension, precision: tokens.precision),
            metadata: metadata(dimension: tokens.dimension))
        try writer.write(keep, to: "keep")
        try writer.write(plan.modality, to: "modality")
        try writer.write(plan.videoKeep, to: "video_keep")
        try writer.write(plan.audioKeep, to: "audio_keep")
        try writer.write(plan.audioSaliency, to: "audio_saliency")
        try writer.write(plan.audioVideoScore, to: "audio_video_score")
        try writer.write(plan.merges.target, to: "merge_target")
        try writer.write(plan.merges.source, to: "merge_source")
        try writer.write(plan.merges.weight, to: "merge_weight")
        try writer.write(TensorRanges.values(plan.windows.map(\.patches)), to: "window_patches")
        try writer.write(TensorRanges.values(plan.windows.map(\.audio)), to: "window_audio")
        try writer.write(plan.windows.map(\.retention), to: "window_retention")
        try writer.write(plan.windows.map(\.baseRate), to: "window_base_rate")
        try writer.write(plan.windows.map(\.rate), to: "window_rate")
        try tokens.copy([0..<video], to: writer, tensor: "video_tokens")
        try tokens.copy([video..<video + audio], to: writer, tensor: "audio_tokens")
        try writer.publish()
    }

    private func metadata(dimension: Int) -> [String: String] {
        var strings = [
            "schema": Self.schema,
            "generator": "omnizip",
            "generator_version": generatorVersion,
            "dimension": String(dimension),
            "grid_t": String(plan.patchCount),
            "cells_h": String(plan.grid.height),
            "cells_w": String(plan.grid.width),
            "source_name": sourceName,
        ]
        strings["plan_name"] = planName
        return strings.merging(plan.parameters.metadataStrings) { own, _ in own }
            .merging(plan.method.metadataStrings) { own, _ in own }
    }

    private func declarations(dimension: Int, precision: TokenPrecision) -> [SafetensorsDeclaration] {
        let audio = plan.audioKeep.count
        let windows = plan.windows.count
        let merges = plan.merges.count
        return [
            SafetensorsDeclaration("audio_tokens", precision.dtype, [plan.keptCount(of: .audio), dimension]),
            SafetensorsDeclaration("video_tokens", precision.dtype, [plan.keptCount(of: .video), dimension]),
            SafetensorsDeclaration("keep", .bool, [plan.modality.count]),
            SafetensorsDeclaration("modality", .u8, [plan.modality.count]),
            SafetensorsDeclaration("video_keep", .bool, [plan.patchCount, plan.grid.height, plan.grid.width]),
            SafetensorsDeclaration("audio_keep", .bool, [audio]),
            SafetensorsDeclaration("audio_saliency", .f32, [audio]),
            SafetensorsDeclaration("audio_video_score", .f32, [audio]),
            SafetensorsDeclaration("merge_target", .i32, [merges]),
            SafetensorsDeclaration("merge_source", .i32, [merges]),
            SafetensorsDeclaration("merge_weight", .f32, [merges]),
            SafetensorsDeclaration("window_patches", .i32, [windows, 2]),
            SafetensorsDeclaration("window_audio", .i32, [windows, 2]),
            SafetensorsDeclaration("window_retention", .f32, [windows]),
            SafetensorsDeclaration("window_base_rate", .f32, [windows]),
            SafetensorsDeclaration("window_rate", .f32, [windows]),
        ]
    }
}
