import OmniZipEncoders

extension IngestConfiguration {
    /// Checks what a single parameter cannot know: orders and bounds between parameters.
    ///
    /// - Throws: `invalidValue` naming the keys, the values and what is allowed.
    public func validate() throws(ConfigurationError) {
        try require(minFrames <= maxFrames, "min_frames", "\(minFrames) is above max_frames = \(maxFrames)")
        try validatePixels()
        let rates = compression
        try require(
            rates.rateMinimum <= rates.rateMaximum, "rate_min",
            "\(rates.rateMinimum) is above rate_max = \(rates.rateMaximum)")
        try require(
            (rates.rateMinimum...rates.rateMaximum).contains(rates.rhoVideo), "rho_video",
            "\(rates.rhoVideo) is outside [rate_min, rate_max] = [\(rates.rateMinimum), \(rates.rateMaximum)]: "
                + "it must lie within them, whatever the guidance; change rho_video or the bounds")
        try require(
            maxTokens == nil || rates.rateMinimum <= 0.75 && rates.rateMaximum >= 0.35, "max_tokens",
            "it looks for a rho_video from 0.35 to 0.75, and [rate_min, rate_max] allows none of them")
        try validateMethod()
        try require(!fit || maxTokens != nil, "fit", "it needs max_tokens: the number of tokens to fit into")
    }

    /// What a baseline has no use for would change nothing, or something that nobody asked for.
    private func validateMethod() throws(ConfigurationError) {
        let name = method.rawValue
        try require(seed >= 0, "seed", "\(seed) is negative: give 0 or more")
        try require(seed == 0 || method == .random, "seed", "\(seed) is for method random, and method is \(name)")
        try require(
            compression.temporal == .prune || method.merges, "temporal",
            "merge does not go with method \(name), which merges nothing")
        try require(
            compression.guidance == .paper || method != .fixed, "guidance",
            "\(compression.guidance.rawValue) does not go with method fixed, which is OmniZip without guidance")
        try require(
            saliency == nil || method == .omnizip, "method",
            "\(name) does not go with a given saliency, which chooses the tokens of method omnizip")
    }

    private func validatePixels() throws(ConfigurationError) {
        // A profile that does not exist is named by whoever looks it up.
        guard let profile = try? ProfileRegistry.profile(named: profile) else { return }
        let allowed = profile.pixelRange
        for (key, pixels) in [("min_pixels", minPixels), ("max_pixels", maxPixels)] {
            guard let pixels else { continue }
            try require(
                allowed.contains(pixels), key,
                "'\(pixels)' is not allowed: \(allowed.lowerBound) to \(allowed.upperBound) with \(profile.name)")
        }
        let options = pictureOptions(for: profile)
        try require(
            options.minPixels <= options.maxPixels, "min_pixels",
            "\(options.minPixels) is above max_pixels = \(options.maxPixels)")
    }

    private func require(_ holds: Bool, _ key: String, _ message: String) throws(ConfigurationError) {
        guard holds else { throw ConfigurationError(code: .invalidValue, subject: key, message: message) }
    }
}
