/// Which packets must be decoded to get certain frames exactly.
///
/// Between two entry points (a run) nothing is sent after the last wanted frame, unless leading pictures of the next
/// run are wanted: they may refer back. Of what is sent, pictures that no other refers to are left undecoded unless
/// they are wanted. The first packet is always sent: it may carry notes about the encoder that decoders heed.
struct DecodePlan {
    /// What to do with a packet.
    enum Action: Equatable {
        /// It is not needed.
        case drop
        /// Decode it if other pictures refer to it.
        case sendIfReference
        /// Decode it.
        case send
    }

    /// Packets sent of each run, from its entry point on; nil: every packet of the stream is sent.
    private let runs: [Range<Int>]?
    private let allowsSkipping: Bool
    private let wanted: [Int64]
    private let shown: [PacketTable.Flags]

    /// A plan that sends everything.
    static let everything = DecodePlan(runs: nil, allowsSkipping: false, wanted: [], shown: [])

    private init(runs: [Range<Int>]?, allowsSkipping: Bool, wanted: [Int64], shown: [PacketTable.Flags]) {
        self.runs = runs
        self.allowsSkipping = allowsSkipping
        self.wanted = wanted
        self.shown = shown
    }

    /// The plan for frames at `wanted` ticks (ascending) of a stream with reliable entry points.
    init(packets: PacketTable, wanted: [Int64], allowsSkipping: Bool) {
        var builder = Builder(packets: packets, wanted: wanted)
        self.init(
            runs: builder.runs(), allowsSkipping: allowsSkipping, wanted: wanted, shown: packets.flags)
    }

    /// What to do with packet `index` (decoding order), whose pts is `ptsTicks`. Complexity: O(log n).
    func action(packet index: Int, ptsTicks: Int64?) -> Action {
        guard let runs else { return .send }
        if index == 0 { return .send }
        guard let run = runs.last(startingAtOrBefore: index), run.contains(index) else { return .drop }
        guard allowsSkipping else { return .send }
        // More packets than were indexed: the file has grown.
        guard index < shown.count else { return .drop }
        let isWanted = shown[index].contains(.shown) && ptsTicks.map { wanted.containsSorted($0) } ?? false
        return isWanted ? .send : .sendIfReference
    }
}

extension DecodePlan {
    private struct Builder {
        let packets: PacketTable
        let wanted: [Int64]

        mutating func runs() -> [Range<Int>] {
            var sent: [Range<Int>] = []
            var start = 0
            while start < packets.count {
                let end = nextEntry(after: start)
                if let last = lastWanted(in: start..<end) {
                    sent.append(start..<last + 1)
                    if start > 0, wantsLeading(in: start..<end) { extendPrevious(&sent, to: start) }
                }
                start = end
            }
            return sent
        }

        private func nextEntry(after start: Int) -> Int {
            var index = start + 1
            while index < packets.count, !packets.flags[index].contains(.entry) { index += 1 }
            return index
        }

        private func isWanted(_ index: Int) -> Bool {
            packets.flags[index].contains(.shown) && wanted.containsSorted(packets.ptsTicks[index])
        }

        private func lastWanted(in run: Range<Int>) -> Int? {
            run.reversed().first { isWanted($0) }
        }

        /// Whether a picture shown before the run's entry point is wanted.
        private func wantsLeading(in run: Range<Int>) -> Bool {
            let entry = packets.ptsTicks[run.lowerBound]
            return run.contains { packets.ptsTicks[$0] < entry && isWanted($0) }
        }

        /// Sends the whole run before `start`.
        private func extendPrevious(_ sent: inout [Range<Int>], to start: Int) {
            let current = sent.removeLast()
            var previous = start - 1
            while previous > 0, !packets.flags[previous].contains(.entry) { previous -= 1 }
            if let last = sent.last, last.lowerBound == previous { sent.removeLast() }
            sent.append(previous..<start)
            sent.append(current)
        }
    }
}

extension [Int64] {
    /// Whether an ascending array holds `value`. Complexity: O(log n).
    func containsSorted(_ value: Int64) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == value
    }
}

extension [Range<Int>] {
    /// The last range of an ascending array that starts at or before `index`. Complexity: O(log n).
    func last(startingAtOrBefore index: Int) -> Range<Int>? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].lowerBound <= index { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? self[low - 1] : nil
    }
}
