extension MediaIndex {
    /// The index of a part of this recording; this index itself where `part` names neither start nor end.
    ///
    /// Second 0 of the result is the part's first frame, or its start where it has no pictures: a stream that does not
    /// reach into the part is absent from it, as it is from a file that never had it. A start below 0 counts as 0, and
    /// an end beyond the recording's own as that one. Warnings remain those of the whole recording. Complexity: as many
    /// steps as the part has frames.
    ///
    /// - Parameter part: of the recording; this must not be the index of a part.
    ///
    /// #### Errors
    /// `emptyPart` where no frame lies in the part and there is no sound, or where its numbers make no part. Whether
    /// sound reaches into the part turns out when it is decoded.
    public func part(_ part: MediaPart) throws(MediaError) -> MediaIndex {
        if part.startSeconds == nil, part.endSeconds == nil { return self }
        let start = max(0, part.startSeconds ?? 0)
        let end = part.endSeconds ?? .infinity
        guard part.startSeconds?.isFinite != false, part.endSeconds?.isFinite != false, start <= end else {
            let last = part.endSeconds.map { "\($0) s" } ?? "the end"
            throw MediaError(
                code: .emptyPart, operation: "choose part", path: path,
                cause: "From \(part.startSeconds ?? 0) s to \(last) is no part",
                remedy: "give a start and an end in seconds, the start first")
        }
        let pictures = video?.part(fromSeconds: start, toSeconds: end)
        let origin = pictures.flatMap { video?.seconds(ofFrame: $0.firstFrame) } ?? start
        let placement = PartPlacement(asked: part, originSeconds: origin, recordingSeconds: recordingSeconds)
        guard pictures != nil || audio != nil else { throw placement.emptyPart(path: path) }
        var result = self
        result.placement = placement
        result.video = pictures
        result.durationSeconds = pictures?.durationSeconds ?? soundSeconds(from: start, to: end)
        result.audio?.cut = AudioCut(
            originSeconds: origin, askedStartSeconds: start, endSeconds: part.endSeconds,
            recordingVideoSeconds: video?.durationSeconds)
        return result
    }

    /// Where the sound ends on the shared clock as the header tells, nil where it is silent.
    private var soundEndSeconds: Double? {
        guard let audio else { return nil }
        if video == nil { return durationSeconds }
        return audio.durationSecondsFromHeader.map { $0 + audio.leadSeconds }
    }

    private var recordingSeconds: Double? {
        [durationSeconds, soundEndSeconds].compactMap { $0 }.max()
    }

    private func soundSeconds(from start: Double, to end: Double) -> Double? {
        let last = min(end, soundEndSeconds ?? .infinity)
        return last < .infinity ? max(0, last - start) : nil
    }
}

extension VideoStreamIndex {
    /// Numbers in decimals seldom hit a frame's time exactly: it counts as hit within this distance.
    private static let toleranceSeconds = 1e-6

    /// The frames of a part of the whole stream, nil where there is none.
    ///
    /// The last frame ends where the next one begins; where that one is far, at `end`, but not before one mean frame.
    func part(fromSeconds start: Double, toSeconds end: Double) -> VideoStreamIndex? {
        let first = frameCount(before: start - Self.toleranceSeconds)
        let next = max(first, frameCount(before: (end + Self.toleranceSeconds).nextUp))
        guard first < next else { return nil }
        var part = self
        part.firstFrame = first
        part.framePTS = Array(framePTS[first..<next])
        part.endTicks = endTicks(ofFrame: next - 1, partEndSeconds: end)
        part.recordingFramesPerSecond = averageFramesPerSecond
        return part
    }

    /// Frames shown before `limit` seconds. Complexity: O(log n).
    private func frameCount(before limit: Double) -> Int {
        var (low, high) = (0, frameCount)
        while low < high {
            let middle = (low + high) / 2
            if seconds(ofFrame: middle) < limit { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func endTicks(ofFrame frame: Int, partEndSeconds end: Double) -> Int64 {
        let next = frame + 1 < frameCount ? framePTS[frame + 1] : endTicks
        guard end < durationSeconds, timeBase.isValid else { return next }
        let meanTicks = max(1, (endTicks - framePTS[0]) / Int64(frameCount) + 1)
        let asked = framePTS[0] + Int64(end * Double(timeBase.denominator) / Double(timeBase.numerator))
        return min(next, max(framePTS[frame] + meanTicks, asked))
    }
}
