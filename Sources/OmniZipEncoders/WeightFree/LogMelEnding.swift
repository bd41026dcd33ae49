/// What a model's processor puts behind the last sample before its feature extractor takes spectra.
///
/// Whisper's feature extractor in transformers reflects the signal at both ends (`torch.stft`, centred) and drops the
/// last spectrum. A processor that first pads with zeros to a fixed length moves that end behind the sound. The ending
/// decides the number of frames, the last frame, and by the loudest value the floor of all of them.
public enum LogMelEnding: Sendable, Hashable {
    /// Zeros up to this number of samples, then the reflection, as Qwen2.5-Omni's processor pads to 300 s: every begun
    /// 10 ms are a frame. A longer sound gets zeros up to a whole frame.
    case zeros(upTo: Int)
    /// The reflection right behind the last sample, as Qwen3-Omni's processor has it: only whole 10 ms are frames. A
    /// sound of at most 200 samples, which that processor refuses, gets zeros up to the 201 that can be reflected.
    case reflected

    /// Log-mel frames of a sound of `sampleCount` samples at 16 kHz.
    public func frameCount(sampleCount: Int) -> Int {
        switch self {
        case .zeros: (sampleCount + LogMelAnalyzer.hop - 1) / LogMelAnalyzer.hop
        case .reflected: sampleCount / LogMelAnalyzer.hop
        }
    }

    /// Samples in front of the reflection.
    func paddedCount(sampleCount: Int) -> Int {
        switch self {
        case .zeros(let length): max(frameCount(sampleCount: sampleCount) * LogMelAnalyzer.hop, length)
        case .reflected: max(sampleCount, LogMelAnalyzer.frameSize / 2 + 1)
        }
    }
}
