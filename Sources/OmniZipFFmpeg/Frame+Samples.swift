import CFFmpeg

extension Frame {
    /// Whether `copyInt16` knows the frame's sample format.
    public var hasKnownSampleFormat: Bool { SampleEncoding(pointer.pointee.format) != nil }

    /// FFmpeg's name of the sample format, such as "fltp".
    public var sampleFormatName: String {
        av_get_sample_fmt_name(AVSampleFormat(pointer.pointee.format)).map { String(cString: $0) } ?? "unknown"
    }

    /// Copies one channel as 16-bit samples: wider integers and floats are rounded to nearest and clipped, so that
    /// differences in a float decoder's last bits end here.
    ///
    /// - Parameter samples: room for `sampleCount` samples.
    public func copyInt16(channel: Int, to samples: UnsafeMutableBufferPointer<Int16>) {
        guard let encoding = SampleEncoding(pointer.pointee.format), (0..<channelCount).contains(channel),
            samples.count >= sampleCount
        else { return }
        let plane = encoding.isPlanar ? channel : 0
        guard let data = pointer.pointee.extended_data[plane] else { return }
        let first = encoding.isPlanar ? 0 : channel
        let stride = encoding.isPlanar ? 1 : channelCount
        let source = UnsafeRawPointer(data)
        switch encoding.kind {
        case .unsigned8:
            convert(source, UInt8.self, first, stride, samples) { Int16(truncatingIfNeeded: (Int($0) - 128) << 8) }
        case .signed16: convert(source, Int16.self, first, stride, samples) { $0 }
        case .signed32:
            convert(source, Int32.self, first, stride, samples) { Int16(clamping: (Int64($0) + 0x8000) >> 16) }
        case .signed64:
            convert(source, Int64.self, first, stride, samples) {
                Int16(clamping: (($0 >> 47) + 1) >> 1)
            }
        case .float: convert(source, Float.self, first, stride, samples) { Self.int16(Double($0)) }
        case .double: convert(source, Double.self, first, stride, samples) { Self.int16($0) }
        }
    }

    @inline(__always)
    private func convert<Sample>(
        _ source: UnsafeRawPointer, _ type: Sample.Type, _ first: Int, _ stride: Int,
        _ samples: UnsafeMutableBufferPointer<Int16>, _ rounded: (Sample) -> Int16
    ) {
        let values = source.assumingMemoryBound(to: type)
        var index = first
        for sample in 0..<sampleCount {
            samples[sample] = rounded(values[index])
            index += stride
        }
    }

    /// A sample in [-1, 1) as 16 bits, to nearest, halves to even; not-a-number gives silence.
    ///
    /// For both widths: a float and its double round alike, and a generic conversion costs as much as the decoder.
    @inline(__always)
    private static func int16(_ value: Double) -> Int16 {
        let scaled = value * 32768
        guard scaled == scaled else { return 0 }
        let clipped = scaled > -32768 ? (scaled < 32767 ? scaled : 32767) : -32768
        return Int16(clipped.rounded(.toNearestOrEven))
    }
}

/// How a sample format stores its values.
private struct SampleEncoding {
    enum Kind { case unsigned8, signed16, signed32, signed64, float, double }

    let kind: Kind
    let isPlanar: Bool

    init?(_ format: Int32) {
        isPlanar = av_sample_fmt_is_planar(AVSampleFormat(format)) != 0
        switch av_get_packed_sample_fmt(AVSampleFormat(format)) {
        case AV_SAMPLE_FMT_U8: kind = .unsigned8
        case AV_SAMPLE_FMT_S16: kind = .signed16
        case AV_SAMPLE_FMT_S32: kind = .signed32
        case AV_SAMPLE_FMT_S64: kind = .signed64
        case AV_SAMPLE_FMT_FLT: kind = .float
        case AV_SAMPLE_FMT_DBL: kind = .double
        default: return nil
        }
    }
}
