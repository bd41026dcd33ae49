/// Consecutive wanted frames whose pictures one decoder makes without those before: between two key frames or more.
///
/// Two decoders that take turns at stretches give the same pictures as one, because decoding starts anew at each.
enum DecodeStretches {
    /// Shorter stretches are joined: at each begin a decoder is flushed, and fed what its pictures refer to.
    static let fewestFrames = 8

    /// Frames of each stretch, as ranges of `frames`; nil where the video cannot be split.
    ///
    /// - Parameter frames: presentation indices in the whole stream, ascending.
    /// - Complexity: O(packets log frames).
    static func ranges(of frames: [Int], in video: VideoStreamIndex) -> [Range<Int>]? {
        guard video.decodeStrategy == .skip, video.matching == .presentationTime else { return nil }
        let wanted = frames.map { video.ticks(ofFrame: $0) }
        let starts = begins(wanted, in: video.packets)
        var ranges: [Range<Int>] = []
        var first = 0
        for place in wanted.indices.dropFirst() where starts[place] && place - first >= fewestFrames {
            ranges.append(first..<place)
            first = place
        }
        ranges.append(first..<wanted.count)
        return ranges.count > 1 ? ranges : nil
    }

    /// Whether a stretch may begin at each wanted frame: it is the first one after an entry point, and not one of the
    /// leading pictures, which refer to what was before.
    private static func begins(_ wanted: [Int64], in packets: PacketTable) -> [Bool] {
        var begins = [Bool](repeating: false, count: wanted.count)
        for index in 0..<packets.count where packets.flags[index].contains(.entry) {
            let entry = packets.ptsTicks[index]
            let place = wanted.firstIndexSorted(notBelow: entry)
            if place < wanted.count { begins[place] = true }
        }
        return begins
    }
}

extension [Int64] {
    /// Place of the first value of an ascending array that is not below `bound`. Complexity: O(log n).
    fileprivate func firstIndexSorted(notBelow bound: Int64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
