/// Uninitialised memory that grows when asked for more and is reused otherwise. Contents do not survive growth.
struct ScratchBuffer<Element: BitwiseCopyable>: ~Copyable {
    private var storage = UnsafeMutableBufferPointer<Element>(start: nil, count: 0)

    /// Memory for `count` elements; whoever asks fills it before reading. Valid until the next call.
    mutating func pointer(count: Int) -> UnsafeMutablePointer<Element> {
        if let base = storage.baseAddress, storage.count >= count { return base }
        storage.deallocate()
        let base = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
        storage = UnsafeMutableBufferPointer(start: base, count: max(count, 1))
        return base
    }

    deinit { storage.deallocate() }
}
