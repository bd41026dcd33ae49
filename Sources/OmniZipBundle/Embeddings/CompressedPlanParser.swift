import OmniZipCore

/// Reads the plan of a file of compressed embeddings, the form that `CompressedEmbeddings` describes.
struct CompressedPlanParser {
    let file: SafetensorsReader

    /// The plan, with every rule checked.
    func checkedPlan() throws(BundleError) -> PruningPlan {
        let plan: PruningPlan
        do {
            plan = try self.plan()
        } catch {
            throw error.naming(file.path)
        }
        var problems = PlanChecks.problems(in: plan)
        if try file.mask("keep") != plan.keep {
            problems.append(
                BundleProblem(subject: "keep", message: "disagrees with video_keep, audio_keep and modality"))
        }
        guard let first = problems.first else { return plan }
        throw BundleError(
            code: .invalid, operation: "check plan", path: file.path, cause: "\(first)",
            remedy: "make the file again")
    }

    private func plan() throws(BundleError) -> PruningPlan {
        let metadata = MetadataReader(strings: file.header.metadata)
        let video = try file.shape(of: "video_keep", [nil, nil, nil])
        let block = try file.shape(of: "modality", [nil])[0]
        _ = try file.shape(of: "keep", [block])
        let audio = try file.shape(of: "audio_keep", [nil])[0]
        for name in ["audio_saliency", "audio_video_score"] { _ = try file.shape(of: name, [audio]) }
        let merges = try file.shape(of: "merge_target", [nil])
        for name in ["merge_source", "merge_weight"] { _ = try file.shape(of: name, merges) }
        return PruningPlan(
            grid: CellGrid(height: video[1], width: video[2]), patchCount: video[0],
            modality: try file.values(of: "modality"), videoKeep: try file.mask("video_keep"),
            audioKeep: try file.mask("audio_keep"), audioSaliency: try file.values(of: "audio_saliency"),
            audioVideoScore: try file.values(of: "audio_video_score"),
            merges: MergeTable(
                target: try file.values(of: "merge_target"), source: try file.values(of: "merge_source"),
                weight: try file.values(of: "merge_weight")), windows: try windows(),
            parameters: try CompressionParameters(metadata: metadata), method: try metadata.method())
    }

    private func windows() throws(BundleError) -> [PlanWindow] {
        let count = try file.shape(of: "window_patches", [nil, 2])[0]
        _ = try file.shape(of: "window_audio", [count, 2])
        for name in ["window_retention", "window_base_rate", "window_rate"] { _ = try file.shape(of: name, [count]) }
        let patches = try TensorRanges.read("window_patches", from: file)
        let audio = try TensorRanges.read("window_audio", from: file)
        let retention = try file.values(of: "window_retention", as: Float.self)
        let baseRate = try file.values(of: "window_base_rate", as: Float.self)
        let rate = try file.values(of: "window_rate", as: Float.self)
        return (0..<count).map {
            PlanWindow(
                patches: patches[$0], audio: audio[$0], retention: retention[$0], baseRate: baseRate[$0],
                rate: rate[$0])
        }
    }
}
