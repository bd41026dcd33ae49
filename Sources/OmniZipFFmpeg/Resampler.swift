import CFFmpeg

/// Owner of a libswresample context: mono 16-bit samples of one rate to another.
///
/// The filter runs on 16-bit integers (`internal_sample_fmt` s16p): integer sums are the same in C, SSE2 and AVX2,
/// while the float filter is not (seen at 22.05 kHz). A tone comes out 81 to 90 dB above the error, which is near what
/// 16 bits can hold.
public final class Resampler {
    private let context: OpaquePointer
    /// Samples a second that come in.
    public let inputRate: Int
    /// Samples a second that go out.
    public let outputRate: Int

    /// A resampler from `inputRate` to `outputRate` samples a second.
    ///
    /// #### Errors
    /// libswresample refuses the rates, or memory runs out.
    public init(inputRate: Int, outputRate: Int) throws(FFmpegError) {
        LogCapture.install()
        LogCapture.clear()
        self.inputRate = inputRate
        self.outputRate = outputRate
        var (outputLayout, inputLayout) = (omnizip_mono(), omnizip_mono())
        var allocated: OpaquePointer?
        var status = swr_alloc_set_opts2(
            &allocated, &outputLayout, AV_SAMPLE_FMT_S16, Int32(clamping: outputRate), &inputLayout,
            AV_SAMPLE_FMT_S16, Int32(clamping: inputRate), 0, nil)
        guard status >= 0, let context = allocated else { throw .outOfMemory("allocate resampler") }
        self.context = context
        status = av_opt_set_sample_fmt(
            UnsafeMutableRawPointer(context), "internal_sample_fmt", AV_SAMPLE_FMT_S16P, 0)
        if status >= 0 { status = swr_init(context) }
        if status < 0 { throw FFmpegError(rawCode: status, operation: "start resampler", path: nil) }
    }

    deinit {
        var owned: OpaquePointer? = context
        swr_free(&owned)
    }

    /// Samples that a call with `count` more can give at most.
    public func outputCapacity(for count: Int) -> Int {
        Int(max(0, swr_get_out_samples(context, Int32(clamping: count))))
    }

    /// Takes `samples`, all of them, and gives what is ready.
    ///
    /// - Parameter output: room for `outputCapacity(for: samples.count)`.
    /// - Returns: samples written.
    ///
    /// #### Errors
    /// What libswresample reports.
    public func convert(
        _ samples: UnsafeBufferPointer<Int16>, to output: UnsafeMutableBufferPointer<Int16>
    ) throws(FFmpegError) -> Int {
        try convert(UnsafeRawPointer(samples.baseAddress), samples.count, output)
    }

    /// Gives what is left in the filter after the last samples.
    ///
    /// #### Errors
    /// What libswresample reports.
    public func finish(to output: UnsafeMutableBufferPointer<Int16>) throws(FFmpegError) -> Int {
        try convert(nil, 0, output)
    }

    private func convert(
        _ samples: UnsafeRawPointer?, _ count: Int, _ output: UnsafeMutableBufferPointer<Int16>
    ) throws(FFmpegError) -> Int {
        LogCapture.clear()
        var source: UnsafePointer<UInt8>? = samples?.assumingMemoryBound(to: UInt8.self)
        var target = output.baseAddress.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self) }
        // No input at all asks for what is left in the filter.
        let written =
            samples == nil
            ? swr_convert(context, &target, Int32(clamping: output.count), nil, 0)
            : swr_convert(context, &target, Int32(clamping: output.count), &source, Int32(clamping: count))
        if written < 0 { throw FFmpegError(rawCode: written, operation: "resample", path: nil) }
        return Int(written)
    }
}
