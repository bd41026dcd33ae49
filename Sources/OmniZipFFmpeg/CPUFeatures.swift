import CFFmpeg

/// Which vector instructions FFmpeg may use, to prove that the bytes do not depend on them.
///
/// Process-global: contexts made before a change keep what they found.
public enum CPUFeatures: String, Sendable, CaseIterable {
    /// No vector instructions: FFmpeg's C code.
    case none
    /// Up to SSE2, what every x86-64 has.
    case sse2
    /// Up to AVX2.
    case avx2
    /// What the processor has.
    case native

    /// Limits FFmpeg to these instructions from now on, in the whole process.
    public func force() {
        let sse2 = AV_CPU_FLAG_MMX | AV_CPU_FLAG_MMXEXT | AV_CPU_FLAG_SSE | AV_CPU_FLAG_SSE2 | AV_CPU_FLAG_CMOV
        let avx2 =
            sse2 | AV_CPU_FLAG_SSE3 | AV_CPU_FLAG_SSSE3 | AV_CPU_FLAG_SSE4 | AV_CPU_FLAG_SSE42 | AV_CPU_FLAG_AVX
            | AV_CPU_FLAG_AVX2 | AV_CPU_FLAG_FMA3 | AV_CPU_FLAG_BMI1 | AV_CPU_FLAG_BMI2
        LogCapture.install()
        switch self {
        case .none: av_force_cpu_flags(0)
        case .sse2: av_force_cpu_flags(sse2)
        case .avx2: av_force_cpu_flags(avx2)
        case .native: av_force_cpu_flags(-1)
        }
    }

    /// Whether this processor can run code limited to these instructions (always for `none` and `native`).
    public var isAvailable: Bool {
        #if arch(x86_64)
            // Sees the limit in force, so ask before forcing one.
            switch self {
            case .none, .sse2, .native: return true
            case .avx2: return av_get_cpu_flags() & AV_CPU_FLAG_AVX2 != 0
            }
        #else
            return self == .none || self == .native
        #endif
    }
}
