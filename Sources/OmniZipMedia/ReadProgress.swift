/// Notices a demuxer that gives packets for ever without getting anywhere.
///
/// Getting somewhere is a place in the file or a time further on than any before: a demuxer that goes in circles reaches
/// the same places and times again and again.
struct ReadProgress {
    private let limit: Int
    private var furthestBytes = Int64.min
    private var latestTicks = Int64.min
    private var readsWithoutProgress = 0

    /// - Parameter limit: reads in a row that may bring nothing new.
    init(limit: Int) {
        self.limit = limit
    }

    /// Notes a read.
    ///
    /// - Parameters:
    ///   - positionBytes: where the demuxer stands in the file.
    ///   - ticks: the packet's time, nil where it has none or the read failed.
    ///
    /// #### Errors
    /// `limitExceeded` after so many reads in a row without progress.
    mutating func note(positionBytes: Int64, ticks: Int64?, path: String) throws(MediaError) {
        let time = ticks ?? latestTicks
        if positionBytes > furthestBytes || time > latestTicks {
            furthestBytes = max(furthestBytes, positionBytes)
            latestTicks = max(latestTicks, time)
            readsWithoutProgress = 0
            return
        }
        readsWithoutProgress += 1
        guard readsWithoutProgress > limit else { return }
        throw MediaError(
            code: .limitExceeded, operation: "read packet", path: path,
            cause: "\(readsWithoutProgress) reads in a row brought nothing new; the limit is \(limit)",
            remedy: "the file leads in circles: record or convert it again")
    }
}
