import OmniZipFFmpeg

/// Decoded blocks of an audio stream, in order, damaged packets passed over and counted.
final class AudioDecoder {
    let packets: StreamPackets
    let frame: Frame
    /// Packets that the decoder refused.
    private(set) var refusedCount = 0
    /// Whether packets were lost since the last block.
    private(set) var hasLost = false

    private let decoder: DecoderContext
    private var isAtEnd = false
    private var lossesSeen = 0
    private var failuresInARow = 0

    init(packets: StreamPackets) throws(MediaError) {
        self.packets = packets
        let path = packets.input.path
        frame = try MediaError.wrapping(path) { () throws(FFmpegError) in try Frame() }
        decoder = try MediaError.wrapping(path) { () throws(FFmpegError) in
            try DecoderContext(input: packets.input, stream: packets.stream)
        }
    }

    /// Packets lost so far.
    var lostCount: Int { refusedCount + packets.corruptCount }

    /// Decodes the next block into `frame`; false at the end.
    func next() throws(MediaError) -> Bool {
        while true {
            do throws(FFmpegError) {
                switch try decoder.receive(into: frame) {
                case .frame:
                    failuresInARow = 0
                    hasLost = lostCount > lossesSeen
                    lossesSeen = lostCount
                    return true
                case .ended: return false
                case .needsPacket: break
                }
            } catch {
                try note(error)
                failuresInARow += 1
                if failuresInARow <= 64 { continue }
            }
            if isAtEnd { return false }
            try feed()
        }
    }

    private func feed() throws(MediaError) {
        let hasPacket = try packets.next()
        isAtEnd = !hasPacket
        do throws(FFmpegError) {
            _ = hasPacket ? try decoder.send(packets.packet) : try decoder.drain()
        } catch {
            try note(error)
        }
    }

    private func note(_ error: FFmpegError) throws(MediaError) {
        if error.isSystemFailure { throw MediaError(error, path: packets.input.path) }
        refusedCount += 1
    }
}
