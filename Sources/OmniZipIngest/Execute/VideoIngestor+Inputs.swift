import OmniZipBundle
import OmniZipEncoders

extension VideoIngestor {
    /// A recorder of the frames of `plan`; nil if they are not wanted or there are none.
    func frameRecorder(of plan: ClipPlan, bundlePath: String) throws -> FrameRecorder? {
        guard configuration.content == .inputs else { return nil }
        return try plan.video.map {
            try FrameRecorder(plan: $0, storage: configuration.frameStorage, path: bundlePath)
        }
    }

    /// The model's own inputs; nil if they are not wanted.
    func modelInputs(of clip: IndexedClip, frames: FrameSpool?) -> ModelInputs? {
        guard configuration.content == .inputs else { return nil }
        let logMel = clip.audio.logMel
        return ModelInputs(frames: frames, logMelFrameCount: logMel?.frameCount ?? 0) { logMel?.row($0) ?? [] }
    }
}
