import OmniZipFFmpeg

/// The packets of a video stream, read without decoding, and what makes them hard to trust.
struct PacketScan {
    private(set) var table = PacketTable()
    /// Reads that failed, and packets marked as damaged.
    private(set) var corruptCount = 0
    /// Packets with data.
    private(set) var dataCount = 0
    private(set) var keyCount = 0
    /// Duration of the packet with the largest pts, 0 where unknown.
    private(set) var lastDurationTicks: Int64 = 0
    private(set) var allowsSkipping = false
    /// Why frames cannot be taken from packets; nil where they can.
    private(set) var countingReason: String?
    /// Why no packet may be left out; nil where some may.
    private(set) var everythingReason: String?

    /// The largest number of pictures by which a codec reorders (16 in H.264 and HEVC), doubled for safety.
    private static let maxReorder = 32
    /// Longer pauses between frames are jumps of the clock in formats whose clock may jump.
    static let maxPauseSeconds = 10.0

    private var latestShown = Int64.min
    private var hasStarted = false
    private var startTicks = Int64.min
    private var isFirstRun = false
    private var parametersChanged = false
    private var missingTimes = 0
    private var recentLatest = [Int64](repeating: .min, count: PacketScan.maxReorder)
    private var isDisordered = false

    /// Reads all packets.
    ///
    /// #### Errors
    /// The system fails to read; `limitExceeded` where there are more packets than may be.
    init(_ packets: StreamPackets) throws(MediaError) {
        var scanner = makeBitstreamScanner(for: packets.stream)
        let limit = packets.input.policy.limits.maxIndexPackets
        while try packets.next() {
            guard packets.count <= limit else {
                throw .limit(
                    "More than \(limit) video packets", "\(limit)", flag: "--max-index-packets",
                    operation: "index video", path: packets.input.path)
            }
            note(packets.packet, &scanner)
        }
        corruptCount = packets.corruptCount
        judge(scanner: scanner, stream: packets.stream, clockMayJump: packets.input.mayHaveTimestampJumps)
    }

    private mutating func note(_ packet: Packet, _ scanner: inout (any BitstreamScanner)?) {
        if packet.isKey { keyCount += 1 }
        guard packet.byteCount > 0 else { return table.append(ptsTicks: 0, flags: []) }
        dataCount += 1
        if packet.changesParameters, dataCount > 1 { parametersChanged = true }
        let facts = packet.withBytes { scanner?.scan($0) ?? PacketFacts() }
        var flags: PacketTable.Flags = packet.isKey ? .key : []
        guard let pts = packet.ptsTicks else {
            if !facts.isHidden { missingTimes += 1 }
            return table.append(ptsTicks: 0, flags: flags)
        }
        if facts.isEntry { flags.insert(.entry) }
        if facts.isStart {
            isFirstRun = !hasStarted
            if isFirstRun { startTicks = pts }
            hasStarted = true
        }
        // What comes before the first start, in either order, refers to pictures that are not there.
        let isCutOff = !hasStarted || (isFirstRun && pts < startTicks && !(scanner is HEVCScanner))
        if !packet.isDiscarded, !facts.isHidden, !isCutOff {
            flags.insert(.shown)
            noteOrder(pts, duration: packet.durationTicks)
        }
        table.append(ptsTicks: pts, flags: flags)
    }

    /// Notes a shown packet: later packets must not be shown long before earlier ones.
    private mutating func noteOrder(_ pts: Int64, duration: Int64) {
        let slot = table.count % Self.maxReorder
        if pts < recentLatest[slot] { isDisordered = true }
        if pts > latestShown {
            latestShown = pts
            lastDurationTicks = max(0, duration)
        }
        recentLatest[slot] = latestShown
    }

    private mutating func judge(
        scanner: (any BitstreamScanner)?, stream: StreamParameters, clockMayJump: Bool
    ) {
        allowsSkipping = scanner?.allowsSkipping ?? false
        switch scanner?.doubt {
        case .countFrames(let reason): countingReason = reason
        case .decodeEverything(let reason): everythingReason = reason
        case nil: break
        }
        if scanner == nil { countingReason = "\(stream.codecName) packets are not read without decoding" }
        if !hasStarted { countingReason = countingReason ?? "no packet to start decoding at" }
        if missingTimes > 0 { countingReason = "\(missingTimes) of \(dataCount) packets have no presentation time" }
        if isDisordered { countingReason = "presentation times go backwards" }
        if parametersChanged { everythingReason = everythingReason ?? "codec parameters change on the way" }
        guard countingReason == nil else { return }
        let times = table.presentationOrder()
        let pauses = zip(times, times.dropFirst()).lazy.map { $1 - $0 }
        if pauses.contains(0) { countingReason = "two frames have the same presentation time" }
        let longestPause = pauses.max() ?? 0
        if clockMayJump, stream.timeBase.seconds(longestPause) > Self.maxPauseSeconds {
            countingReason = "the clock jumps by \(millis(stream.timeBase.seconds(longestPause))) s"
        }
    }
}
