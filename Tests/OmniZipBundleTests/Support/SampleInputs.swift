@testable import OmniZipBundle

/// Small sound bundles with the model's inputs.
enum SampleInputs {
    /// The bundle of `SampleBundles.sound` with the sizes of `inputs`.
    static func bundle(_ storage: FrameStorage, inputs: ModelInputs) -> TokenBundle {
        var bundle = SampleBundles.sound(content: .inputs)
        bundle.metadata.frameStorage = storage
        bundle.inputs = inputs.sizes
        return bundle
    }

    /// One byte of raw frame `index`, the same all over.
    static func shade(_ index: Int) -> UInt8 { UInt8(10 * index + 3) }

    /// A value of the log-mel.
    static func level(_ mel: Int, _ frame: Int) -> Float { Float(mel) + Float(frame) / 512 }

    /// Six frames of 56 x 84 pixels and 240 log-mel frames. PNG files are heads without pixels.
    static func inputs(_ storage: FrameStorage, path: String, frames: Int = 6) throws -> ModelInputs {
        let spool = try FrameSpool(storage: storage, height: 56, width: 84, path: path)
        for index in 0..<frames {
            let bytes =
                storage == .raw ? [UInt8](repeating: shade(index), count: 56 * 84 * 3) : head(extra: index)
            try bytes.withUnsafeBufferPointer { try spool.append($0) }
        }
        return ModelInputs(frames: spool, logMelFrameCount: 240) { mel in (0..<240).map { level(mel, $0) } }
    }

    /// What a PNG file of 84 x 56 RGB pixels begins with.
    static func head(width: UInt8 = 84, extra: Int) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
            + [0, 0, 0, width, 0, 0, 0, 56, 8, 2, 0, 0, 0] + [UInt8](repeating: 7, count: extra)
    }

    /// Writes a bundle with inputs.
    static func write(_ storage: FrameStorage, to path: String) throws -> TokenBundle {
        let inputs = try inputs(storage, path: path)
        let bundle = bundle(storage, inputs: inputs)
        try BundleWriter.write(
            bundle, tokens: SampleBundles.spool(for: bundle, path: path), inputs: inputs, to: path)
        return bundle
    }
}
