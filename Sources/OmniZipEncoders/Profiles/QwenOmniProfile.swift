/// What the Omni models of Qwen share: frames and picture sizes by qwen-omni-utils, then the size rule of their Hugging
/// Face processor once more. Only the side of a cell differs.
public protocol QwenOmniProfile: ModelProfile {}

extension QwenOmniProfile {
    /// 2.
    public var temporalPatchFrames: Int { 2 }
    /// 2.
    public var spatialMerge: Int { 2 }
    /// 2.
    public var windowSeconds: Double { 2 }

    /// 128 to 768 cells: the bounds of the Hugging Face video processor.
    public var pixelRange: ClosedRange<Int> { 128 * cellPixels * cellPixels...768 * cellPixels * cellPixels }

    /// 0.9 of a context of 128,000 cells, as qwen-omni-utils divides it among the temporal patches of a clip.
    public var totalPixels: Int { 115_200 * cellPixels * cellPixels }

    /// Frames by qwen-omni-utils' rule; a clip of one frame gives 1.
    public func frameCount(
        total: Int, framesPerSecond: Double, options: SamplingOptions
    ) throws(ProfileError) -> Int {
        try FrameSampling.count(
            total: total, framesPerSecond: framesPerSecond, options: options, factor: temporalPatchFrames)
    }

    /// An even spread in single precision.
    public func frameIndices(total: Int, count: Int) -> [Int] {
        FrameSampling.linspace(total: total, count: count)
    }

    /// The size after both resizes: qwen-omni-utils' and the processor's own.
    public func pictureSize(
        height: Int, width: Int, frameCount: Int, options: PictureOptions
    ) throws(ProfileError) -> PictureSize {
        let first = try utilsPictureSize(height: height, width: width, frameCount: frameCount, options: options)
        return try SmartResize.size(
            height: first.height, width: first.width, factor: cellPixels,
            minPixels: Double(pixelRange.lowerBound), maxPixels: Double(pixelRange.upperBound))
    }

    /// The size that qwen-omni-utils' loader hands to the processor (`fetch_video`, `image_patch_size` = cell / 2).
    ///
    /// Its cap is the smaller of `maxPixels` and the frame's share of `totalPixels`, but never below 1.05 `minPixels`.
    public func utilsPictureSize(
        height: Int, width: Int, frameCount: Int, options: PictureOptions
    ) throws(ProfileError) -> PictureSize {
        guard options.minPixels >= cellPixels * cellPixels else {
            throw ProfileError.outOfRange(
                "min_pixels", options.minPixels, allowed: "at least \(cellPixels * cellPixels)")
        }
        guard options.maxPixels >= options.minPixels, options.maxPixels <= 1 << 30 else {
            throw ProfileError.outOfRange(
                "max_pixels", options.maxPixels, allowed: "\(options.minPixels) to \(1 << 30)")
        }
        var cap = Double(options.maxPixels)
        if let total = options.totalPixels {
            cap = min(cap, Double(total) / Double(max(frameCount, 1)) * Double(temporalPatchFrames))
        }
        cap = max(cap, (Double(options.minPixels) * 1.05).rounded(.towardZero))
        return try SmartResize.size(
            height: height, width: width, factor: cellPixels, minPixels: Double(options.minPixels), maxPixels: cap)
    }
}

extension ProfileError {
    /// Clips whose position ids leave the range of sane time stamps (111 hours).
    static var clipTooLong: ProfileError {
        ProfileError(
            code: .tooLong, operation: "lay out the block", cause: "the clip is longer than 111 hours",
            remedy: "cut it, or repair its time stamps")
    }

    /// A numeric option that a profile does not take.
    static func outOfRange(_ key: String, _ value: Int, allowed: String) -> ProfileError {
        ProfileError(
            code: .optionOutOfRange, operation: "read options", cause: "\(key) is \(value)",
            remedy: "allowed: \(allowed)")
    }
}
