import OmniZipFFmpeg

/// The index pass over one video stream.
struct VideoIndexing {
    let input: InputContext
    let stream: StreamParameters
    let options: IndexOptions

    /// Reads all packets and, where they do not tell the frames, decodes all of them.
    func run(_ warnings: inout [MediaWarning]) throws(MediaError) -> VideoStreamIndex {
        try checkPictureSize()
        let scan = try PacketScan(StreamPackets(input: input, stream: stream))
        var times: [Int64] = []
        var matching = FrameMatching.presentationTime
        var strategy = scan.everythingReason.map { DecodeStrategy.everything(reason: $0) } ?? .skip
        var frameTicks = scan.lastDurationTicks
        if let reason = scan.countingReason {
            let counted = try FrameCount(
                path: input.path, streamIndex: stream.index, options: options)
            times = counted.ptsTicks
            matching = .ordinal
            strategy = .everything(reason: reason)
            frameTicks = frameTicks > 0 ? frameTicks : counted.assumedDurationTicks
            warnings += Self.warning(assumed: counted.assumedCount, of: times.count, reason: reason)
        } else {
            times = scan.table.presentationOrder()
        }
        guard let first = times.first, let last = times.last else { throw noFrames(scan) }
        if frameTicks == 0, times.count > 1 { frameTicks = (last - first) / Int64(times.count - 1) }
        try checkDuration(first: first, end: last + frameTicks)
        warnings += packetWarnings(scan, first: first, end: last + frameTicks)
        let shape = DisplayShape(stream: stream)
        if shape.isImplausible {
            warnings.append(
                MediaWarning(
                    code: .implausibleGeometry,
                    message: "pixels \(millis(stream.sampleAspectRatio)) times as wide as high: taken as square",
                    count: 1))
        }
        return VideoStreamIndex(
            streamIndex: stream.index, codecName: stream.codecName, pixelFormatName: stream.pixelFormat.name,
            codedWidth: stream.width, codedHeight: stream.height, displayWidth: shape.width,
            displayHeight: shape.height, orientation: stream.orientation, timeBase: stream.timeBase, framePTS: times,
            endTicks: last + frameTicks, framesPerSecondFromHeader: stream.framesPerSecondFromHeader,
            keyFrameCount: scan.keyCount, decodeStrategy: strategy, matching: matching,
            packets: matching == .presentationTime ? scan.table : PacketTable(), allowsSkipping: scan.allowsSkipping,
            maxPicturePixels: options.maxPicturePixels)
    }

    private func checkPictureSize() throws(MediaError) {
        guard stream.width > 0, stream.height > 0 else {
            throw MediaError(
                code: .undecodable, operation: "index video", path: input.path,
                cause: "The size of the pictures of stream \(stream.index) (\(stream.codecName)) is unknown",
                remedy: "check that the file is complete and plays with ffplay")
        }
        guard stream.width * stream.height <= options.maxPicturePixels else {
            throw MediaError(
                code: .pictureTooLarge, operation: "index video", path: input.path,
                cause: "Pictures of \(stream.width)x\(stream.height) = \(stream.width * stream.height) pixels; "
                    + "the limit is \(options.maxPicturePixels)",
                remedy: "raise --max-picture-pixels if memory allows")
        }
    }

    private func checkDuration(first: Int64, end: Int64) throws(MediaError) {
        let seconds = stream.timeBase.seconds(end - first)
        let limit = options.policy.limits.maxDurationSeconds
        guard seconds > limit else { return }
        throw .limit(
            "The frames' times span \(millis(seconds)) s", "\(limit) s", flag: "--max-duration-seconds",
            operation: "index video", path: input.path)
    }

    private func noFrames(_ scan: PacketScan) -> MediaError {
        MediaError(
            code: .noFrames, operation: "index video", path: input.path,
            cause: "No frame to show in \(scan.dataCount) video packets (\(scan.corruptCount) damaged)",
            remedy: "check that the file is complete and plays with ffplay")
    }

    private static func warning(assumed: Int, of count: Int, reason: String) -> [MediaWarning] {
        guard assumed > 0 else { return [] }
        return [
            MediaWarning(
                code: .unreliableTimestamps,
                message: "\(reason): \(assumed) of \(count) frame times were set from the frame rate", count: assumed)
        ]
    }

    private func packetWarnings(_ scan: PacketScan, first: Int64, end: Int64) -> [MediaWarning] {
        var warnings: [MediaWarning] = []
        if scan.corruptCount > 0 {
            warnings.append(
                MediaWarning(
                    code: .corruptPackets, message: "\(scan.corruptCount) video packets could not be read",
                    count: scan.corruptCount))
        }
        let start = stream.startTicks.map { stream.timeBase.seconds($0) } ?? 0
        let found = stream.timeBase.seconds(end) - min(start, stream.timeBase.seconds(first))
        let missingSeconds = max(0, (promisedSeconds ?? found) - found)
        if let promised = stream.frameCountFromHeader, promised > scan.dataCount {
            // An edit list may leave packets out on purpose; then the duration says so too.
            let frameSeconds = stream.framesPerSecondFromHeader.map { 1 / $0 } ?? 0.1
            guard scan.corruptCount > 0 || missingSeconds > frameSeconds else { return warnings }
            warnings.append(
                MediaWarning(
                    code: .truncated,
                    message: "the header promises \(promised) video packets, the file holds \(scan.dataCount)",
                    count: promised - scan.dataCount))
        } else if stream.frameCountFromHeader == nil, missingSeconds > found * 0.05 + 1 {
            // Containers give the longest stream's duration: a little less video is common.
            warnings.append(
                MediaWarning(
                    code: .truncated,
                    message:
                        "the header promises \(millis(found + missingSeconds)) s, the video lasts \(millis(found)) s",
                    count: 1))
        }
        return warnings
    }

    private var promisedSeconds: Double? {
        stream.durationTicksFromHeader.map { stream.timeBase.seconds($0) } ?? input.durationSecondsFromHeader
    }
}

/// Width and height to look at.
struct DisplayShape {
    let width: Int
    let height: Int
    /// The pixel's shape makes no sense and was ignored.
    let isImplausible: Bool

    /// Pixels more oblong than this are a damaged header.
    private static let maxAspect = 8.0

    init(stream: StreamParameters) {
        let aspect = stream.sampleAspectRatio
        isImplausible = !(aspect <= Self.maxAspect && aspect >= 1 / Self.maxAspect)
        var width = Double(stream.width)
        if !isImplausible { width *= aspect }
        let stretched = max(1, Int(width.rounded()))
        self.width = stream.orientation.isTransposed ? stream.height : stretched
        self.height = stream.orientation.isTransposed ? stretched : stream.height
    }
}
