/// Every packet of the video stream in decoding order: 9 bytes each, and 8 more where frames are reordered.
struct PacketTable: Sendable {
    /// What is known of a packet.
    struct Flags: OptionSet, Sendable {
        let rawValue: UInt8
        /// The container calls it a key frame.
        static let key = Flags(rawValue: 1)
        /// Decoding can start here: nothing shown later needs anything before.
        static let entry = Flags(rawValue: 2)
        /// Its picture is shown.
        static let shown = Flags(rawValue: 4)
    }

    /// Presentation times in ticks; meaningful for shown packets.
    private(set) var ptsTicks: [Int64] = []
    /// What is known of each packet.
    private(set) var flags: [Flags] = []

    var count: Int { flags.count }

    mutating func append(ptsTicks pts: Int64, flags packetFlags: Flags) {
        ptsTicks.append(pts)
        flags.append(packetFlags)
    }

    mutating func hide(_ index: Int) {
        flags[index].remove(.shown)
    }

    /// The shown packets' times, ascending. Shares storage with `ptsTicks` where nothing is hidden or reordered.
    func presentationOrder() -> [Int64] {
        var previous = Int64.min
        var isOrdered = true
        for index in 0..<count {
            if !flags[index].contains(.shown) || ptsTicks[index] <= previous {
                isOrdered = false
                break
            }
            previous = ptsTicks[index]
        }
        if isOrdered { return ptsTicks }
        return (0..<count).lazy.filter { flags[$0].contains(.shown) }.map { ptsTicks[$0] }.sorted()
    }
}
