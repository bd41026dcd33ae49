import OmniZipKernels

/// The log-mel spectrum of a clip, built while its sound arrives; samples are not kept.
///
/// Equal to Whisper's feature extractor on the clip padded with zeros: the start is reflected, frame t is centred on
/// sample 160 t, there are `ceil(samples / 160)` frames, and values lie within 8 (80 dB) of the loudest, which frames that
/// still reach into the last samples take part in. The loudest value is known at the end only, so raw logarithms are kept
/// until then: 51 KB per second.
struct LogMelSpectrogram {
    /// One value of eight frames.
    typealias Lanes = LogMelAnalyzer.Lanes

    /// Samples appended.
    private(set) var sampleCount = 0
    /// Largest logarithm so far.
    private(set) var maximum = LogMelAnalyzer.smallest

    private static let blocksPerChunk = 64
    private static let samplesPerSlice = 16384
    private let analyzer = LogMelAnalyzer()
    /// The padded signal from the first sample of the next block.
    private var pending: [Float] = []
    private var isStartReflected = false
    /// Blocks of `melCount` vectors; short arrays, so that growth copies nothing.
    private var chunks: [[Lanes]] = []
    private var blockCount = 0
    private var block = [Lanes](repeating: .zero, count: LogMelAnalyzer.melCount)

    /// Frames of everything appended.
    var frameCount: Int { (sampleCount + LogMelAnalyzer.hop - 1) / LogMelAnalyzer.hop }

    /// Takes the next samples.
    mutating func append(_ samples: UnsafeBufferPointer<Float>) {
        sampleCount += samples.count
        var start = 0
        while start < samples.count {
            let end = min(start + Self.samplesPerSlice, samples.count)
            pending.append(contentsOf: samples[start..<end])
            if !isStartReflected && pending.count > LogMelAnalyzer.frameSize / 2 { reflectStart() }
            if isStartReflected { analyzeCompleteBlocks() }
            start = end
        }
    }

    /// Analyses what is left, with zeros behind it.
    ///
    /// - Parameter ending: how the sound ends in the log-mel that is returned; nil: none is wanted. `drain` and `maximum`
    ///   do not depend on it.
    @discardableResult
    mutating func finish(keeping ending: LogMelEnding? = nil) -> LogMel? {
        guard sampleCount > 0 else { return ending.map { _ in LogMel() } }
        if !isStartReflected {
            pending.append(contentsOf: repeatElement(0, count: LogMelAnalyzer.frameSize / 2 + 1))
            reflectStart()
        }
        // The two frames behind the last one overlap the sound by up to 200 samples and count for the maximum.
        let frames = frameCount + 2
        let blocks = (frames + LogMelAnalyzer.framesPerBlock - 1) / LogMelAnalyzer.framesPerBlock
        let missing =
            (blocks - blockCount) * LogMelAnalyzer.framesPerBlock * LogMelAnalyzer.hop
            + LogMelAnalyzer.frameSize - pending.count
        pending.append(contentsOf: repeatElement(0, count: max(0, missing)))
        let last = ending.flatMap { reflectedFrame(for: $0) }
        analyzeCompleteBlocks(upTo: blocks)
        pending = []
        return ending.map { LogMel(chunks: chunks, sampleCount: sampleCount, ending: $0, lastFrame: last) }
    }

    /// Logarithms of the last frame that `ending` leaves, where it reaches beyond the padded sound and therefore into
    /// the reflection. All frames before it end within the padding.
    private func reflectedFrame(for ending: LogMelEnding) -> LogMel.ReplacedFrame? {
        let (hop, half) = (LogMelAnalyzer.hop, LogMelAnalyzer.frameSize / 2)
        let padded = ending.paddedCount(sampleCount: sampleCount)
        let frame = padded / hop - 1
        guard frame >= 0, hop * frame + half > padded, hop * frame - half < sampleCount else { return nil }
        // Where the frame begins in `pending`: its block is not complete without what lies behind the sound.
        let start = hop * (frame - LogMelAnalyzer.framesPerBlock * blockCount)
        var signal = [Float](repeating: 0, count: LogMelAnalyzer.samplesPerBlock)
        for offset in 0..<LogMelAnalyzer.frameSize {
            let place = hop * frame - half + offset
            let reflected = place < padded ? place : 2 * padded - 2 - place
            signal[offset] = pending[start + offset + reflected - place]
        }
        var logMel = [Lanes](repeating: .zero, count: LogMelAnalyzer.melCount)
        signal.withUnsafeBufferPointer { signal in
            logMel.withUnsafeMutableBufferPointer { logMel in
                guard let from = signal.baseAddress, let to = logMel.baseAddress else { return }
                analyzer.analyze(from, into: to)
            }
        }
        return LogMel.ReplacedFrame(index: frame, logarithms: logMel.map { $0[0] })
    }

    /// Hands over the raw logarithms in blocks of eight frames, in order, and frees them.
    ///
    /// - Parameter body: gets the index of the block's first frame and `melCount` vectors; lanes at or beyond
    ///   `frameCount` are no frames of the clip.
    mutating func drain(_ body: (_ firstFrame: Int, _ logMel: UnsafePointer<Lanes>) -> Void) {
        chunks.reverse()
        var firstFrame = 0
        while let chunk = chunks.popLast() {
            chunk.withUnsafeBufferPointer { values in
                guard let base = values.baseAddress else { return }
                for start in stride(from: 0, to: values.count, by: LogMelAnalyzer.melCount) {
                    body(firstFrame, base + start)
                    firstFrame += LogMelAnalyzer.framesPerBlock
                }
            }
        }
    }

    /// Puts samples 200, 199, ... 1 in front of the signal.
    private mutating func reflectStart() {
        let half = LogMelAnalyzer.frameSize / 2
        pending.insert(contentsOf: pending[1...half].reversed(), at: 0)
        isStartReflected = true
    }

    private mutating func analyzeCompleteBlocks(upTo limit: Int = .max) {
        let step = LogMelAnalyzer.framesPerBlock * LogMelAnalyzer.hop
        var start = 0
        while blockCount < limit, pending.count - start >= LogMelAnalyzer.samplesPerBlock {
            analyzeBlock(at: start)
            start += step
        }
        if start > 0 { pending.removeFirst(min(start, pending.count)) }
    }

    private mutating func analyzeBlock(at start: Int) {
        let largest = pending.withUnsafeBufferPointer { signal in
            block.withUnsafeMutableBufferPointer { logMel -> Float in
                guard let signalBase = signal.baseAddress, let base = logMel.baseAddress else { return maximum }
                analyzer.analyze(signalBase + start, into: base)
                var largest = Lanes(repeating: maximum)
                for mel in 0..<LogMelAnalyzer.melCount { largest = LaneMath.maximum(largest, base[mel]) }
                return (0..<LogMelAnalyzer.framesPerBlock).reduce(maximum) { max($0, largest[$1]) }
            }
        }
        maximum = largest
        if blockCount % Self.blocksPerChunk == 0 {
            chunks.append([])
            chunks[chunks.count - 1].reserveCapacity(Self.blocksPerChunk * LogMelAnalyzer.melCount)
        }
        chunks[chunks.count - 1].append(contentsOf: block)
        blockCount += 1
    }
}
