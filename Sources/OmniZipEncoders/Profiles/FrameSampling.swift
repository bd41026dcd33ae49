/// Which frames of a clip are looked at: the arithmetic of both sampling rules, free of any model.
public enum FrameSampling {
    /// More samples than this (58 days at 2 fps) mean broken time stamps.
    public static let maximumSamples = 10_000_000

    /// Number of frames by qwen-omni-utils' rule ("smart_nframes").
    ///
    /// - Parameters:
    ///   - total: frames of the clip, at least 1.
    ///   - framesPerSecond: the clip's mean frame rate.
    ///   - factor: frames of a temporal patch; the count is a multiple of it, unless the clip is shorter.
    public static func count(
        total: Int, framesPerSecond: Double, options: SamplingOptions, factor: Int
    ) throws(ProfileError) -> Int {
        try check(options, factor: factor)
        guard total > 0 else {
            throw ProfileError(code: .noFrames, operation: "choose frames", cause: "the video stream has no frames")
        }
        guard framesPerSecond > 0, framesPerSecond < .infinity else {
            throw ProfileError(
                code: .noFrames, operation: "choose frames", cause: "the frame rate \(framesPerSecond) is not usable")
        }
        guard total >= factor else { return total }
        let fewest = Double((options.minFrames + factor - 1) / factor * factor)
        let most = Double(min(options.maxFrames, total) / factor * factor)
        let asked = Double(total) / framesPerSecond * options.framesPerSecond
        let frames = min(min(max(asked, fewest), most), Double(total))
        return Int((frames / Double(factor)).rounded(.down)) * factor
    }

    /// Indices of `count` frames spread evenly from the first to the last of `total`.
    ///
    /// This is `round(linspace(0, total - 1, count))` in single precision, bit for bit as PyTorch computes it: from
    /// both ends with one step, the second half with one rounding, halves to even. The second half is exact in double
    /// precision before that rounding, because step and count have at most 24 bits each.
    public static func linspace(total: Int, count: Int) -> [Int] {
        guard total > 0, count > 0 else { return [] }
        guard count > 1 else { return [0] }
        let last = Float(total - 1)
        let step = last / Float(count - 1)
        return (0..<count).map { index in
            let position =
                index < count / 2
                ? step * Float(index)
                : Float(Double(last) - Double(step) * Double(count - 1 - index))
            return Int(position.rounded(.toNearestOrEven))
        }
    }

    /// Indices of the frames shown at k / fps, k = 0, 1, ..., up to the last frame's time, compared exactly.
    ///
    /// - Parameters:
    ///   - ticks: presentation times in ascending order; the first one is second 0.
    ///   - timeBase: seconds of a tick as a fraction of positive 32-bit numbers.
    ///   - framesPerSecond: samples a second, in (0, 1000], resolved to a millionth.
    public static func interval(
        ticks: [Int64], timeBase: (numerator: Int32, denominator: Int32), framesPerSecond: Double
    ) throws(ProfileError) -> [Int] {
        let rate = try rational(framesPerSecond)
        guard let first = ticks.first, let last = ticks.last else { return [] }
        guard timeBase.numerator > 0, timeBase.denominator > 0 else {
            throw ProfileError(
                code: .tooLong, operation: "choose frames",
                cause: "the time base \(timeBase.numerator)/\(timeBase.denominator) is not usable")
        }
        // k / fps <= t  <=>  k * scale <= position(t); below 2^127, as the rate's numerator is below 2^30.
        let scale = Int128(timeBase.denominator) * rate.denominator
        let unit = Int128(timeBase.numerator) * rate.numerator
        func position(_ tick: Int64) -> Int128 { (Int128(tick) - Int128(first)) * unit }
        try check(sampleCount: position(last) / scale + 1)
        var indices: [Int] = []
        var target: Int128 = 0
        for index in ticks.indices {
            let end = index + 1 < ticks.count ? position(ticks[index + 1]) : position(last) + 1
            while target < end {
                indices.append(index)
                target += scale
            }
        }
        return indices
    }

    /// The same rule over times in seconds, for callers without ticks; `seconds` ascend from 0.
    public static func interval(seconds: [Double], framesPerSecond: Double) throws(ProfileError) -> [Int] {
        _ = try rational(framesPerSecond)
        guard let last = seconds.last else { return [] }
        guard last >= 0, last < 1e15 else { throw tooMany("\(last) seconds") }
        try check(sampleCount: Int128(last * framesPerSecond) + 1)
        var indices: [Int] = []
        var sample = 0.0
        for index in seconds.indices {
            let isLast = index + 1 == seconds.count
            while isLast ? sample / framesPerSecond <= last : sample / framesPerSecond < seconds[index + 1] {
                indices.append(index)
                sample += 1
            }
        }
        return indices
    }

    private static func check(_ options: SamplingOptions, factor: Int) throws(ProfileError) {
        _ = try rational(options.framesPerSecond)
        guard options.minFrames >= 1, options.minFrames <= maximumSamples else {
            throw outOfRange("min_frames", "\(options.minFrames)", allowed: "1 to \(maximumSamples)")
        }
        let fewest = (options.minFrames + factor - 1) / factor * factor
        guard options.maxFrames >= factor, options.maxFrames <= maximumSamples, options.maxFrames >= fewest else {
            throw outOfRange(
                "max_frames", "\(options.maxFrames)", allowed: "\(max(fewest, factor)) to \(maximumSamples)")
        }
    }

    private static func rational(
        _ framesPerSecond: Double
    ) throws(ProfileError) -> (
        numerator: Int128, denominator: Int128
    ) {
        guard framesPerSecond >= 0.000_001, framesPerSecond <= 1000 else {
            throw outOfRange("fps", "\(framesPerSecond)", allowed: "0.000001 to 1000")
        }
        return (Int128((framesPerSecond * 1_000_000).rounded()), 1_000_000)
    }

    private static func check(sampleCount: Int128) throws(ProfileError) {
        guard sampleCount <= Int128(maximumSamples) else { throw tooMany("\(sampleCount) samples") }
    }

    private static func tooMany(_ amount: String) -> ProfileError {
        ProfileError(
            code: .tooLong, operation: "choose frames", cause: "the time stamps ask for \(amount)",
            remedy: "repair the time stamps of the file")
    }

    private static func outOfRange(_ key: String, _ value: String, allowed: String) -> ProfileError {
        ProfileError(
            code: .optionOutOfRange, operation: "read options", cause: "\(key) is \(value)",
            remedy: "allowed: \(allowed)")
    }
}
