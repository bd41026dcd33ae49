import Foundation

/// Pictures on their way from a decoding thread to the one that uses them; the maker waits where too many are unused.
///
/// `@unchecked Sendable`: everything is read and written under the condition's lock, but for pictures that are taken out,
/// which have one owner.
final class PictureQueue: @unchecked Sendable {
    /// A picture and where it belongs. One owner at a time.
    final class Item {
        fileprivate(set) var frameIndex = 0
        fileprivate(set) var seconds = 0.0
        /// RGB24, as many bytes as the pictures have.
        let pixels: UnsafeMutableBufferPointer<UInt8>

        fileprivate init(byteCount: Int) {
            pixels = .allocate(capacity: byteCount)
            pixels.initialize(repeating: 0)
        }

        deinit { pixels.deallocate() }

        fileprivate func copy(_ frame: SampledFrame) {
            (frameIndex, seconds) = (frame.frameIndex, frame.seconds)
            _ = pixels.update(fromContentsOf: frame.pixels)
        }
    }

    private let condition = NSCondition()
    private let capacity: Int
    private var items: [Item] = []
    private var spare: [Item] = []
    private var outcome: Result<VideoReadSummary, any Error>?
    private var isAbandoned = false

    /// A queue of at most `capacity` pictures.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Adds a copy of a picture; waits for room.
    ///
    /// - Returns: False if nobody wants it any more.
    func put(_ frame: SampledFrame) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while items.count >= capacity, !isAbandoned { condition.wait() }
        guard !isAbandoned else { return false }
        let item = spare.popLast() ?? Item(byteCount: frame.pixels.count)
        condition.unlock()
        item.copy(frame)
        condition.lock()
        items.append(item)
        condition.broadcast()
        return !isAbandoned
    }

    /// Says that no more pictures come.
    func end(_ outcome: Result<VideoReadSummary, any Error>) {
        condition.lock()
        self.outcome = outcome
        condition.broadcast()
        condition.unlock()
    }

    /// The next picture; nil after the last. An error comes as soon as it is known.
    ///
    func take() throws -> Item? {
        condition.lock()
        defer { condition.unlock() }
        while items.isEmpty, outcome == nil { condition.wait() }
        if case .failure(let error) = outcome { throw error }
        guard !items.isEmpty else { return nil }
        condition.broadcast()
        return items.removeFirst()
    }

    /// Gives a picture back that is not needed any more: its memory is used again.
    func giveBack(_ item: Item) {
        condition.lock()
        spare.append(item)
        condition.unlock()
    }

    /// What the maker met; nil before its end.
    var summary: VideoReadSummary? {
        condition.lock()
        defer { condition.unlock() }
        return try? outcome?.get()
    }

    /// The pictures are not wanted any more.
    func abandon() {
        condition.lock()
        isAbandoned = true
        condition.broadcast()
        condition.unlock()
    }
}
