/// The parameter sets seen so far. A stream whose sets change on the way depends on packets that a sparse decode
/// would not send.
struct ParameterSets {
    private var digests: Set<UInt64> = []
    /// Whether a set appeared that was not there when decoding started.
    private(set) var haveChanged = false

    /// Notes a set; `isInitial` before the end of the first packet that decoding can start with.
    mutating func note(_ unit: UnsafeRawBufferPointer, isInitial: Bool) {
        // FNV-1a, 64 bits.
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in unit { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let isNew = digests.insert(digest).inserted
        if isNew, !isInitial { haveChanged = true }
    }
}
