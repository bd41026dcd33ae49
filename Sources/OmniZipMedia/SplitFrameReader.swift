import Foundation
import OmniZipFFmpeg

/// A video's sampled frames by two decoders on threads of their own, which take turns at its stretches between key
/// frames: for one video on a machine with idle cores.
///
/// The pictures equal those of `VideoFrameReader` byte for byte. Memory: both decoders' buffers, and the pictures of about
/// a stretch each, at most `bufferBytes`. One owner, one task.
public final class SplitFrameReader: FrameSource {
    /// Most bytes of pictures that wait for their turn, of both decoders together.
    static let bufferBytes = 48_000_000

    /// Which decoder gives each wanted frame.
    private let owners: [Int]
    private let queues: [PictureQueue]
    private var cursor = 0
    private var current: PictureQueue.Item?

    /// Opens the video twice; nil where it cannot be split: one key frame only, or packets that tell too little.
    ///
    /// - Parameters: as of `VideoFrameReader`.
    ///
    /// #### Errors
    /// As of `VideoFrameReader`.
    public init?(index: MediaIndex, frames: [Int], width: Int, height: Int) throws(MediaError) {
        guard let video = index.video, let stretches = DecodeStretches.ranges(of: frames, in: video) else { return nil }
        var owners = [Int](repeating: 0, count: frames.count)
        for (number, stretch) in stretches.enumerated() {
            for place in stretch { owners[place] = number % 2 }
        }
        self.owners = owners
        let longest = stretches.map(\.count).max() ?? 1
        let room = Self.bufferBytes / (2 * max(1, width * height * 3))
        let queues = [0, 1].map { _ in PictureQueue(capacity: min(longest + DecodeStretches.fewestFrames, room)) }
        self.queues = queues
        let formats = FormatAgreement()
        for owner in 0..<2 {
            let reader = Handover(
                try VideoFrameReader(
                    index: index, frames: zip(frames, owners).filter { $1 == owner }.map(\.0), width: width,
                    height: height))
            let queue = queues[owner]
            Thread.detachNewThread { Self.decode(reader, into: queue, formats) }
        }
    }

    deinit { for queue in queues { queue.abandon() } }

    /// The next wanted frame; nil after the last.
    ///
    /// #### Errors
    /// `NeedsOneDecoder` where a decoder met anything that is worth a warning or an error: one decoder says what it is.
    public func next() throws -> SampledFrame? {
        guard cursor < owners.count else {
            // What a decoder meets after its last picture counts, too.
            for queue in queues { while try queue.take() != nil {} }
            return nil
        }
        if let current, cursor > 0 { queues[owners[cursor - 1]].giveBack(current) }
        current = nil
        guard let item = try queues[owners[cursor]].take() else { throw NeedsOneDecoder() }
        cursor += 1
        current = item
        return SampledFrame(
            frameIndex: item.frameIndex, seconds: item.seconds, pixels: UnsafeBufferPointer(item.pixels),
            inputPixels: UnsafeBufferPointer(start: nil, count: 0), isSubstituted: false)
    }

    /// What both decoders met: nothing worth a warning, or the video would have needed one decoder.
    public var summary: VideoReadSummary {
        let both = queues.compactMap(\.summary)
        return VideoReadSummary(
            decodedFrames: both.reduce(0) { $0 + $1.decodedFrames }, corruptPackets: 0, damagedFrames: 0,
            substitutedFrames: 0, warnings: [])
    }

    private static func decode(_ handover: Handover, into queue: PictureQueue, _ formats: FormatAgreement) {
        let reader = handover.reader
        do {
            while let frame = try reader.next() {
                guard !frame.isSubstituted, formats.agrees(reader.pictureFormat) else { throw NeedsOneDecoder() }
                guard queue.put(frame) else { return }
            }
            guard reader.summary.warnings.isEmpty else { throw NeedsOneDecoder() }
            queue.end(.success(reader.summary))
        } catch {
            // Of a part of the frames not one may be decodable, where of all of them some are.
            queue.end(.failure(NeedsOneDecoder()))
        }
    }

    /// A reader on its way to the thread that will own it.
    private struct Handover: @unchecked Sendable {
        let reader: VideoFrameReader
        init(_ reader: VideoFrameReader) { self.reader = reader }
    }
}

/// Whether all decoders meet pictures of one size, format and colour.
private final class FormatAgreement: @unchecked Sendable {
    private let lock = NSLock()
    private var format: Scaler.Configuration?

    func agrees(_ other: Scaler.Configuration?) -> Bool {
        lock.withLock {
            if format == nil { format = other }
            return format == other
        }
    }
}
