import OmniZipFFmpeg

/// Decoded pictures of the packets that a plan sends, in the decoder's output order.
final class PictureDecoder {
    let packets: StreamPackets
    let frame: Frame
    /// Pictures received so far.
    private(set) var decodedCount = 0
    /// Packets that the decoder refused.
    private(set) var refusedCount = 0
    /// Pictures in which the decoder hid errors.
    private(set) var damagedCount = 0

    private let decoder: DecoderContext
    private let plan: DecodePlan
    private var lastSent = -1
    private var holdsPacket = false
    private var isAtEnd = false
    private var failuresInARow = 0
    /// A decoder that fails this often without a picture or a packet in between is fed again.
    private static let maxFailuresInARow = 64

    init(packets: StreamPackets, plan: DecodePlan, threads: Int, maxPicturePixels: Int) throws(MediaError) {
        self.packets = packets
        self.plan = plan
        let path = packets.input.path
        frame = try MediaError.wrapping(path) { () throws(FFmpegError) in try Frame() }
        decoder = try MediaError.wrapping(path) { () throws(FFmpegError) in
            try DecoderContext(
                input: packets.input, stream: packets.stream, threads: threads, maxPixels: maxPicturePixels)
        }
    }

    /// Decodes the next picture into `frame`; false at the end.
    func next() throws(MediaError) -> Bool {
        while true {
            switch try receive() {
            case .frame:
                decodedCount += 1
                if frame.isDamaged { damagedCount += 1 }
                return true
            case .needsPacket: try feed()
            case .ended:
                if isAtEnd { return false }
                decoder.flush()
                try feed()
            }
        }
    }

    private func receive() throws(MediaError) -> DecoderContext.ReceiveResult {
        while true {
            do throws(FFmpegError) {
                let result = try decoder.receive(into: frame)
                failuresInARow = 0
                return result
            } catch {
                try note(error)
                failuresInARow += 1
                if failuresInARow > Self.maxFailuresInARow {
                    failuresInARow = 0
                    return isAtEnd ? .ended : .needsPacket
                }
            }
        }
    }

    /// Sends the next packet of the plan, or drains the decoder: before a gap and at the end.
    private func feed() throws(MediaError) {
        if !holdsPacket, try !advance() {
            isAtEnd = true
            return try drain()
        }
        let index = packets.count - 1
        if !holdsPacket, lastSent >= 0, lastSent != index - 1 {
            holdsPacket = true
            return try drain()
        }
        holdsPacket = false
        lastSent = index
        do throws(FFmpegError) {
            _ = try decoder.send(packets.packet)
        } catch {
            try note(error)
        }
    }

    /// Reads on to the next packet that the plan sends; false at the end.
    private func advance() throws(MediaError) -> Bool {
        while try packets.next() {
            switch plan.action(packet: packets.count - 1, ptsTicks: packets.packet.ptsTicks) {
            case .drop: continue
            case .sendIfReference: decoder.skipsNonReference = true
            case .send: decoder.skipsNonReference = false
            }
            return true
        }
        return false
    }

    private func drain() throws(MediaError) {
        do throws(FFmpegError) {
            _ = try decoder.drain()
        } catch {
            try note(error)
        }
    }

    /// Counts what damaged data caused, throws what the system did.
    private func note(_ error: FFmpegError) throws(MediaError) {
        if error.isSystemFailure { throw MediaError(error, path: packets.input.path) }
        refusedCount += 1
    }
}
