extension CompressionParameters {
    // Decimal fractions such as 0.35 have no exact representation; a caller's arithmetic may miss them by an ulp.
    private static let rateTolerance = 1e-12

    /// Checks every parameter against its range.
    ///
    /// - Parameter guided: whether any window has both audio and video, so that `rhoVideo` must lie within the
    ///   rates. Guidance `wide` does not widen what is allowed: its budget is one that the paper's rule can meet, too.
    public func validate(guided: Bool) throws(CompressionError) {
        try Self.check(rhoAudio, named: "rho_audio", in: 0...1)
        try Self.check(rhoVideo, named: "rho_video", in: 0...1)
        try Self.check(contextualRatio, named: "contextual_ratio", in: 0...1)
        try Self.check(rateMinimum, named: "rate_min", in: 0...1)
        try Self.check(rateMaximum, named: "rate_max", in: 0...1)
        if rateMinimum > rateMaximum {
            throw Self.fault("rate_min \(rateMinimum) is larger than rate_max \(rateMaximum)", "swap them")
        }
        if mergeCount < 0 { throw Self.fault("merge_count \(mergeCount) is negative", "0 or more") }
        if neighbourCount < 1 { throw Self.fault("neighbour count \(neighbourCount) is not positive", "1 or more") }
        if !mergeScoreScale.isFinite {
            throw Self.fault("merge score scale \(mergeScoreScale) is not a number", "give a finite factor")
        }
        if scope == .released, guidance != .paper {
            throw Self.fault(
                "guidance \(guidance.rawValue) is not for scope released, which has the authors' own",
                "use scope window, or guidance paper")
        }
        let bounds = rateMinimum - Self.rateTolerance...rateMaximum + Self.rateTolerance
        if guided, !bounds.contains(rhoVideo) {
            throw Self.fault(
                "rho_video \(rhoVideo) is outside [rate_min, rate_max] = [\(rateMinimum), \(rateMaximum)], "
                    + "within which it must lie where audio guides windows",
                "choose rho_video within the bounds or widen them")
        }
    }

    private static func check(
        _ value: Double, named name: String, in range: ClosedRange<Double>
    ) throws(CompressionError) {
        if !range.contains(value) {
            throw fault(
                "\(name) \(value) is out of range", "allowed is \(range.lowerBound) to \(range.upperBound)")
        }
    }

    private static func fault(_ cause: String, _ remedy: String) -> CompressionError {
        CompressionError(code: .parameterOutOfRange, operation: "check parameters", cause: cause, remedy: remedy)
    }
}
