/// Names, types and shapes of a bundle's tensors.
enum BundleSchema {
    /// All tensors for a bundle's content.
    static func declarations(
        of bundle: TokenBundle, tokenRows: Int, precision: TokenPrecision
    ) -> [SafetensorsDeclaration] {
        let block = bundle.modality.count
        let audio = bundle.audioKeep.count
        let merges = bundle.merges.count
        let windows = bundle.windows.count
        let frames = bundle.frameIndex.count
        let positions: SafetensorsDType =
            switch bundle.positions {
            case .integer: .i32
            case .fractional: .f32
            }
        return [
            SafetensorsDeclaration("tokens", precision.dtype, [tokenRows, bundle.metadata.dimension]),
            SafetensorsDeclaration("keep", .bool, [block]),
            SafetensorsDeclaration("modality", .u8, [block]),
            SafetensorsDeclaration("position_ids", positions, [3, block]),
            SafetensorsDeclaration(
                "video_keep", .bool, [bundle.patchCount, bundle.grid.height, bundle.grid.width]),
            SafetensorsDeclaration("audio_keep", .bool, [audio]),
            SafetensorsDeclaration("audio_saliency", .f32, [audio]),
            SafetensorsDeclaration("audio_video_score", .f32, [audio]),
            SafetensorsDeclaration("merge_target", .i32, [merges]),
            SafetensorsDeclaration("merge_source", .i32, [merges]),
            SafetensorsDeclaration("merge_weight", .f32, [merges]),
            SafetensorsDeclaration("window_patches", .i32, [windows, 2]),
            SafetensorsDeclaration("window_audio", .i32, [windows, 2]),
            SafetensorsDeclaration("window_seconds", .f64, [windows, 2]),
            SafetensorsDeclaration("window_retention", .f32, [windows]),
            SafetensorsDeclaration("window_base_rate", .f32, [windows]),
            SafetensorsDeclaration("window_rate", .f32, [windows]),
            SafetensorsDeclaration("frame_index", .i64, [frames]),
            SafetensorsDeclaration("frame_seconds", .f64, [frames]),
        ] + inputs(of: bundle)
    }

    /// The model's own inputs; empty but for content `inputs`.
    private static func inputs(of bundle: TokenBundle) -> [SafetensorsDeclaration] {
        let inputs = bundle.inputs
        let (height, width) = (bundle.metadata.resizedHeight, bundle.metadata.resizedWidth)
        return [
            SafetensorsDeclaration("frames", .u8, [inputs.rawFrameCount, height, width, 3]),
            SafetensorsDeclaration("packed_frames", .u8, [inputs.packedByteCount]),
            SafetensorsDeclaration("packed_frame_ends", .i64, [inputs.packedFrameEnds.count]),
            SafetensorsDeclaration("log_mel", .f32, [BundleInputs.melCount, inputs.logMelFrameCount]),
        ]
    }
}
