import OmniZipFFmpeg

/// The packets of one stream, damaged places passed over and counted. Every pass over a file reads through this, so
/// that a packet has the same number in all of them.
final class StreamPackets {
    let input: InputContext
    let stream: StreamParameters
    let packet: Packet
    /// Reads that failed or met damage, and packets that the demuxer marked as damaged.
    var corruptCount: Int { failedCount + markedCount + input.complaintCount }
    private var failedCount = 0
    private var markedCount = 0
    /// Packets given so far.
    private(set) var count = 0
    private var failuresInARow = 0
    private var progress: ReadProgress
    /// A demuxer that fails this often without a packet in between will not recover.
    private static let maxFailuresInARow = 4096

    convenience init(path: String, streamIndex: Int, policy: InputPolicy) throws(MediaError) {
        let input = try MediaError.wrapping(path) { () throws(FFmpegError) in
            try InputContext(path: path, policy: policy)
        }
        guard streamIndex < input.streams.count else {
            throw MediaError(
                code: .fileChanged, operation: "open", path: path,
                cause: "Stream \(streamIndex) is gone", remedy: "wait until the file is complete")
        }
        try self.init(input: input, stream: input.streams[streamIndex])
    }

    init(input: InputContext, stream: StreamParameters) throws(MediaError) {
        self.input = input
        self.stream = stream
        progress = ReadProgress(limit: input.policy.limits.maxReadsWithoutProgress)
        packet = try MediaError.wrapping(input.path) { () throws(FFmpegError) in try Packet() }
        input.readOnly(stream: stream.index)
    }

    /// Reads the next packet of the stream into `packet`; false at the end.
    ///
    /// #### Errors
    /// The system fails to read; `limitExceeded` where the demuxer gives packets without end and gets nowhere.
    func next() throws(MediaError) -> Bool {
        while true {
            do throws(FFmpegError) {
                guard case .packet = try input.read(into: packet) else { return false }
            } catch {
                if error.isSystemFailure { throw MediaError(error, path: input.path) }
                failedCount += 1
                failuresInARow += 1
                try progress.note(positionBytes: input.positionBytes, ticks: nil, path: input.path)
                if failuresInARow > Self.maxFailuresInARow { return false }
                continue
            }
            failuresInARow = 0
            try progress.note(
                positionBytes: input.positionBytes, ticks: packet.dtsTicks ?? packet.ptsTicks, path: input.path)
            guard packet.streamIndex == stream.index else { continue }
            if packet.isCorrupt { markedCount += 1 }
            count += 1
            return true
        }
    }
}
