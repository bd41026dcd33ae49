import CFFmpeg

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Owner of an open media file: AVFormatContext and its AVIOContext. One owner, one task.
public final class InputContext {
    /// What a call of `read` came to.
    public enum ReadResult: Sendable {
        /// The packet holds the next data.
        case packet
        /// There is nothing left.
        case endOfFile
    }

    /// The file.
    public let path: String
    /// What the file may use and ask for.
    public let policy: InputPolicy
    /// FFmpeg's name of the container, such as "matroska,webm".
    public let formatName: String
    /// Whether timestamps may jump, as in MPEG transport streams.
    public let mayHaveTimestampJumps: Bool
    /// Duration in seconds from the header, where it tells. Headers lie.
    public let durationSecondsFromHeader: Double?
    /// The streams, by index.
    public let streams: [StreamParameters]

    /// Packets whose reading made FFmpeg log an error: some demuxers pass over damage without another word.
    public private(set) var complaintCount = 0

    let context: UnsafeMutablePointer<AVFormatContext>
    private var ioContext: UnsafeMutablePointer<AVIOContext>?

    /// Opens a regular file and finds its streams. Nothing but this file is read, whatever it says: FFmpeg may use no
    /// protocol, and the function by which demuxers open further files opens none.
    ///
    /// #### Errors
    /// The file cannot be read (`notFound`, `permissionDenied`, `notAFile`, `inputOutput`), it is no media file that
    /// FFmpeg knows (`invalidData`), its container is not on the allowlist (`notAllowed`), or it has too many streams
    /// (`limitExceeded`).
    public init(path: String, policy: InputPolicy = InputPolicy()) throws(FFmpegError) {
        LogCapture.install()
        LogCapture.clear()
        try Self.requireRegularFile(path)
        let io = try Self.openFile(path)
        do throws(FFmpegError) {
            context = try Self.openFormat(path: path, io: io, policy: policy)
        } catch {
            var owned: UnsafeMutablePointer<AVIOContext>? = io
            avio_closep(&owned)
            throw error
        }
        ioContext = io
        self.path = path
        self.policy = policy
        let format = context.pointee.iformat.pointee
        formatName = String(cString: format.name)
        mayHaveTimestampJumps = format.flags & AVFMT_TS_DISCONT != 0
        let foundCount = Int(context.pointee.nb_streams)
        Self.discardOthers(context)
        let status = foundCount > policy.limits.maxStreams ? 0 : Self.findStreams(context, policy)
        let duration = Packet.ticks(context.pointee.duration)
        durationSecondsFromHeader = duration.flatMap { $0 > 0 ? Double($0) / Double(AV_TIME_BASE) : nil }
        streams = (0..<Int(context.pointee.nb_streams)).compactMap { [context] index in
            context.pointee.streams[index].map { StreamParameters(context: context, stream: $0) }
        }
        if status < 0 { throw Self.fault(status, "find streams", path, io) }
        // Some containers name streams on the way.
        if streams.count > policy.limits.maxStreams { throw .tooManyStreams(streams.count, policy, path: path) }
    }

    deinit {
        var owned: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&owned)
        // A context with an AVIOContext of our own leaves it open (avformat.h, AVFMT_FLAG_CUSTOM_IO).
        avio_closep(&ioContext)
    }

    /// The stream that FFmpeg would choose, never a cover picture. Streams that cannot be decoded are passed over
    /// unless there is no other.
    public func bestStream(_ kind: MediaKind, relatedTo related: Int? = nil) -> StreamParameters? {
        let relatedIndex = Int32(related ?? -1)
        var decoder: UnsafePointer<AVCodec>?
        var found = av_find_best_stream(context, kind.type, -1, relatedIndex, &decoder, 0)
        if found < 0 { found = av_find_best_stream(context, kind.type, -1, relatedIndex, nil, 0) }
        guard found >= 0, Int(found) < streams.count else { return nil }
        let best = streams[Int(found)]
        guard best.isAttachedPicture else { return best }
        let others = streams.filter { $0.kind == kind && !$0.isAttachedPicture }
        // The first of the largest: `max(by:)` would give the last.
        return others.reduce(nil) { chosen, stream in
            guard let chosen else { return stream }
            return Self.rank(stream) > Self.rank(chosen) ? stream : chosen
        }
    }

    /// Demuxes only stream `index` from now on.
    public func readOnly(stream index: Int) {
        for other in 0..<Int(context.pointee.nb_streams) {
            context.pointee.streams[other]?.pointee.discard = other == index ? AVDISCARD_DEFAULT : AVDISCARD_ALL
        }
    }

    /// Where the next byte will be read, in bytes from the file's start.
    public var positionBytes: Int64 {
        ioContext.map { avio_tell($0) } ?? 0
    }

    /// Reads the next packet, whichever stream it belongs to.
    ///
    /// #### Errors
    /// `invalidData` or `unsupported` for a damaged place: the next call goes on after it where the container allows.
    /// `inputOutput` and other codes of the system where the system failed to read.
    public func read(into packet: Packet) throws(FFmpegError) -> ReadResult {
        LogCapture.clear()
        packet.unreference()
        let status = av_read_frame(context, packet.pointer)
        if status >= 0 {
            if LogCapture.hasLine { complaintCount += 1 }
            return .packet
        }
        let fault = Self.fault(status, "read packet", path, ioContext)
        if fault.operation == Self.readOperation { throw fault }
        if status == omnizip_averror_eof() { return .endOfFile }
        if avio_feof(ioContext) != 0, status == omnizip_averror(EIO) { return .endOfFile }
        throw fault
    }

    /// What is being done where the system fails to read.
    private static let readOperation = "read"

    /// The error of a demuxer's call that returned `status`.
    ///
    /// Demuxers call a premature end EIO, damage -1 and a table that cannot be so long ENOMEM: only the file's own error
    /// is the system's.
    static func fault(
        _ status: Int32, _ operation: String, _ path: String, _ io: UnsafeMutablePointer<AVIOContext>?
    ) -> FFmpegError {
        if let failure = io?.pointee.error, failure < 0, failure != omnizip_averror_eof() {
            return FFmpegError(rawCode: failure, operation: readOperation, path: path)
        }
        return FFmpegError(dataCode: status, operation: operation, path: path)
    }

    private static func rank(_ stream: StreamParameters) -> (Int, Int, Int64) {
        (stream.hasDecoder ? 1 : 0, stream.isDefault ? 1 : 0, stream.bitRate)
    }
}
