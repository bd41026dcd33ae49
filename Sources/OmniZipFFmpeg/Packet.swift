import CFFmpeg

/// Owner of one AVPacket, reused for every packet of a stream.
public final class Packet {
    let pointer: UnsafeMutablePointer<AVPacket>

    /// An empty packet.
    ///
    /// #### Errors
    /// Memory runs out.
    public init() throws(FFmpegError) {
        guard let pointer = av_packet_alloc() else { throw .outOfMemory("allocate packet") }
        self.pointer = pointer
    }

    deinit {
        var owned: UnsafeMutablePointer<AVPacket>? = pointer
        av_packet_free(&owned)
    }

    /// Lets the data go; the packet can be filled again.
    public func unreference() {
        av_packet_unref(pointer)
    }

    /// Index of the packet's stream.
    public var streamIndex: Int { Int(pointer.pointee.stream_index) }

    /// Presentation time in ticks of the stream's time base.
    public var ptsTicks: Int64? { Self.ticks(pointer.pointee.pts) }

    /// Decoding time in ticks of the stream's time base.
    public var dtsTicks: Int64? { Self.ticks(pointer.pointee.dts) }

    /// Duration in ticks of the stream's time base; 0 where unknown.
    public var durationTicks: Int64 { max(0, Self.ticks(pointer.pointee.duration) ?? 0) }

    /// Bytes of data. A packet without any must not be sent: FFmpeg would take it for the end.
    public var byteCount: Int { Int(pointer.pointee.size) }

    /// Whether the container calls it a key frame.
    public var isKey: Bool { pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }

    /// Whether the demuxer knows that the data are damaged.
    public var isCorrupt: Bool { pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }

    /// Whether the picture is decoded but not shown: it lies outside the edit list.
    public var isDiscarded: Bool { pointer.pointee.flags & AV_PKT_FLAG_DISCARD != 0 }

    /// Whether the packet carries new parameters of the codec or a new palette, which later packets need.
    public var changesParameters: Bool {
        let kinds = [AV_PKT_DATA_NEW_EXTRADATA, AV_PKT_DATA_PARAM_CHANGE, AV_PKT_DATA_PALETTE]
        return kinds.contains { av_packet_get_side_data(pointer, $0, nil) != nil }
    }

    /// Gives the packet's bytes to `body`.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: pointer.pointee.data, count: Int(max(0, pointer.pointee.size))))
    }

    /// A time, nil where there is none. Damaged files hold times whose differences would overflow: none either.
    static func ticks(_ value: Int64) -> Int64? {
        value == omnizip_nopts() || value.magnitude > 1 << 60 ? nil : value
    }
}
